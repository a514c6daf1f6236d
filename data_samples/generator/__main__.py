"""Makes the shipped sample anew: python -m data_samples.generator [folder]."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from data_samples.generator.city import make

SAMPLE_PERSONS, SAMPLE_SEED = 3000, 2017


def make_sample(folder: Path) -> None:
    """Replaces `folder`/series (an inbox) and `folder`/truth."""
    with tempfile.TemporaryDirectory() as made:
        make(Path(made), SAMPLE_PERSONS, SAMPLE_SEED)
        for here, there in (("inbox", "series"), ("truth", "truth")):
            shutil.rmtree(folder / there, ignore_errors=True)
            shutil.copytree(Path(made) / here, folder / there)


if __name__ == "__main__":
    parser = argparse.ArgumentParser("python -m data_samples.generator", description="Makes the shipped sample anew.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent.parent, help="here: data_samples")
    make_sample(parser.parse_args().folder)
