"""What setup.cfg cannot say: configurations stay in `runs/`, and are installed as `evosim/shipped`."""

from setuptools import find_packages, setup

setup(packages=[*find_packages(include=["evosim", "evosim.*"]), "evosim.shipped"],
      package_dir={"evosim.shipped": "runs"})
