"use strict";
/* A plot of lines and bands on a canvas: axes with units, crisp on any screen, readable from the last row. */

/** Round numbers between two values, about `n` of them. @returns {number[]} */
function ticksBetween(low, high, n) {
  const rough = (high - low) / Math.max(n, 1) || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 2.5, 5, 10].find((k) => k * power >= rough * 0.999);
  const out = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) out.push(k * step);
  return out;
}

/** A number as an axis or a reader wants it. @param {number} value @returns {string} */
function plainNumber(value) {
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en");
  const text = size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(2);
  return text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "").replace(/^-0$/, "0").replace("-", "−");
}

/** The value of a CSS colour variable. @param {string} name @returns {string} */
function colourOf(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || name;
}

class Chart {
  /**
   * @param {HTMLCanvasElement} canvas  its CSS gives its size
   * @param {{unit: string, across: string, name: string}} axes
   */
  constructor(canvas, axes) {
    this.canvas = canvas;
    this.axes = axes;
    this.data = null;
    this.pointer = null;
    new ResizeObserver(() => this.paint()).observe(canvas);
    canvas.addEventListener("pointermove", (event) => { this.pointer = event.offsetX; this.paint(); });
    canvas.addEventListener("pointerleave", () => { this.pointer = null; this.paint(); });
  }

  /**
   * @param {object} data
   * @param {{label: string, colour: string, dash: boolean, points: number[][]}[]} data.lines  points are [x, y]
   * @param {number[][]} [data.band]  [x, low, high]
   * @param {number[]} data.x  ends of the horizontal axis
   * @param {number[]} data.y  of the vertical one
   * @param {{x: number, label: string}[]} [data.marks]  vertical lines
   * @param {number} [data.upto]  nothing is drawn beyond this x
   */
  draw(data) {
    this.data = data;
    this.paint();
  }

  paint() {
    const { canvas, data } = this;
    const width = canvas.clientWidth, height = canvas.clientHeight;
    if (!data || !width || !height) return;
    const scale = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    const box = { left: 46, right: width - 14, top: 12, bottom: height - 36 };
    const [x0, x1] = data.x, [y0, y1] = data.y;
    const at = {
      x: (x) => box.left + (x - x0) / (x1 - x0 || 1) * (box.right - box.left),
      y: (y) => box.bottom - (y - y0) / (y1 - y0 || 1) * (box.bottom - box.top),
    };
    this._axes(pen, box, at, data);
    pen.save();
    pen.beginPath();
    pen.rect(box.left - 2, box.top - 4, box.right - box.left + 4, box.bottom - box.top + 8);
    pen.clip();
    const upto = data.upto ?? Infinity;
    if (data.band) this._band(pen, at, data.band.filter((point) => point[0] <= upto));
    for (const line of data.lines) this._line(pen, at, line, line.points.filter((point) => point[0] <= upto));
    pen.restore();
    if (this.pointer !== null) this._readout(pen, box, at, data, upto);
  }

  _axes(pen, box, at, data) {
    pen.font = `12px ${colourOf("--text")}`;
    pen.strokeStyle = colourOf("--line");
    pen.fillStyle = colourOf("--soft");
    pen.lineWidth = 1;
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    for (const value of ticksBetween(...data.y, Math.max(2, (box.bottom - box.top) / 42))) {
      const y = Math.round(at.y(value)) + 0.5;
      pen.strokeStyle = colourOf(value === 0 ? "--chance" : "--line");
      pen.beginPath();
      pen.moveTo(box.left, y);
      pen.lineTo(box.right, y);
      pen.stroke();
      pen.fillText(plainNumber(value), box.left - 7, y);
    }
    pen.textAlign = "center";
    pen.textBaseline = "top";
    for (const value of ticksBetween(...data.x, Math.max(2, (box.right - box.left) / 90))) {
      if (data.x[0] + 0.5 >= value && value === 0 && data.x[0] > 0) continue;
      pen.fillText(plainNumber(value), at.x(value), box.bottom + 6);
    }
    pen.textAlign = "right";
    pen.fillText(this.axes.across, box.right, box.bottom + 20);
    pen.textAlign = "left";
    pen.fillText(this.axes.unit, 2, box.bottom + 20);
    for (const mark of data.marks || []) {
      const x = Math.round(at.x(mark.x)) + 0.5;
      pen.strokeStyle = colourOf("--ink");
      pen.setLineDash([2, 3]);
      pen.beginPath();
      pen.moveTo(x, box.top - 4);
      pen.lineTo(x, box.bottom);
      pen.stroke();
      pen.setLineDash([]);
      pen.fillStyle = colourOf("--ink");
      pen.textAlign = x > (box.left + box.right) / 2 ? "right" : "left";
      pen.fillText(mark.label, x + (pen.textAlign === "left" ? 5 : -5), box.top - 6);
      pen.fillStyle = colourOf("--soft");
    }
  }

  _band(pen, at, band) {
    if (!band.length) return;
    pen.fillStyle = colourOf("--chance");
    pen.globalAlpha = 0.33;
    pen.beginPath();
    band.forEach(([x, low], k) => (k ? pen.lineTo : pen.moveTo).call(pen, at.x(x), at.y(low)));
    [...band].reverse().forEach(([x, , high]) => pen.lineTo(at.x(x), at.y(high)));
    pen.closePath();
    pen.fill();
    pen.globalAlpha = 1;
  }

  _line(pen, at, line, points) {
    if (!points.length) return;
    pen.strokeStyle = pen.fillStyle = colourOf(line.colour);
    pen.lineWidth = line.thin ? 1.75 : 2.75;
    pen.lineJoin = pen.lineCap = "round";
    pen.setLineDash(line.dash ? [7, 6] : []);
    pen.beginPath();
    points.forEach(([x, y], k) => (k ? pen.lineTo : pen.moveTo).call(pen, at.x(x), at.y(y)));
    pen.stroke();
    pen.setLineDash([]);
    const [x, y] = points[points.length - 1];
    pen.beginPath();
    pen.arc(at.x(x), at.y(y), 4, 0, 7);
    pen.fill();
  }

  _readout(pen, box, at, data, upto) {
    const wanted = data.x[0] + (this.pointer - box.left) / (box.right - box.left) * (data.x[1] - data.x[0]);
    const said = [];
    let where = null;
    for (const line of data.lines) {
      const near = line.points.filter((point) => point[0] <= upto).reduce(
        (best, point) => (!best || Math.abs(point[0] - wanted) < Math.abs(best[0] - wanted) ? point : best), null);
      if (!near) continue;
      where = near[0];
      said.push(`${line.label} ${plainNumber(near[1])}`);
    }
    if (where === null) return;
    const text = `${plainNumber(where)}: ${said.slice(0, 5).join(", ")}`;
    pen.font = `12px ${colourOf("--text")}`;
    const wide = pen.measureText(text).width + 12;
    const x = Math.min(Math.max(at.x(where) - wide / 2, 2), this.canvas.clientWidth - wide - 2);
    pen.strokeStyle = colourOf("--soft");
    pen.beginPath();
    pen.moveTo(at.x(where), box.top);
    pen.lineTo(at.x(where), box.bottom);
    pen.stroke();
    pen.fillStyle = colourOf("--ink");
    pen.fillRect(x, box.bottom - 24, wide, 20);
    pen.fillStyle = colourOf("--card");
    pen.textAlign = "left";
    pen.textBaseline = "middle";
    pen.fillText(text, x + 6, box.bottom - 14);
  }
}
