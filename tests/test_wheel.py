"""The wheel holds what it needs and works where nothing else is installed and there is no network."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from quotelens.version import __version__

ROOT = Path(__file__).parents[1]
WALK = Path(__file__).parent / "whole_walk.py"
FERRY = Path(__file__).parent / "data" / "ferry.txt"
MODEL = {"card.json", "model.onnx", "tokenizer.json"}

# In front of everything else on the path: no socket leaves this process, root or not.
NO_NETWORK = """
import socket
def refuse(*arguments, **options):
    raise OSError("no network")
socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse
socket.create_connection = socket.getaddrinfo = refuse
"""
CALL_OUT = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)"  # an address for documentation


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # hatchling comes with the extra `test`; building needs no network
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    [path] = folder.glob("*.whl")
    return path


def pip(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "connection broken by" in done.stderr and done.returncode:
        pytest.skip("the package index cannot be reached, so the wheel's requirements cannot be installed")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh virtual environment with the wheel and what it requires, and no more; its folder of programs."""
    folder = tmp_path_factory.mktemp("empty") / "venv"
    venv.create(folder, symlinks=os.name != "nt")
    programs = Path(sysconfig.get_path("scripts", "venv", vars={"base": str(folder)}))
    pip("--python", programs / "python", "install", "--quiet", "--no-compile", wheel)
    return programs


@pytest.fixture
def offline(tmp_path: Path) -> tuple[list[str], dict[str, str]]:
    """What to put before a command, and the environment to run it in, so that it has no network."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(NO_NETWORK)
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    return network_namespace(), {**kept, "HOME": str(tmp_path), "PYTHONPATH": str(tmp_path / "guard")}


def network_namespace() -> list[str]:
    """A command that runs another where there is no network at all, where the system has one and allows it."""
    if shutil.which("unshare"):
        for options in (["--net"], ["--net", "--map-root-user"]):
            if subprocess.run(["unshare", *options, "true"], capture_output=True, check=False).returncode == 0:
                return ["unshare", *options]
    return []


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_the_whole_package_with_its_model_and_notebooks(wheel: Path) -> None:
    names = names_in(wheel)
    source = ROOT / "analysis"
    files = [path.relative_to(source).as_posix() for path in (source / "quotelens").rglob("*") if path.is_file()]
    assert {file for file in files if "__pycache__" not in file} <= names
    assert {f"quotelens/models/attribution/{name}" for name in MODEL} <= names
    assert "quotelens/py.typed" in names
    notebooks = {f"quotelens/notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert len(notebooks) >= 4
    assert notebooks <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    assert {name.split("/")[0] for name in names_in(wheel)} == {"quotelens", f"quotelens-{__version__}.dist-info"}
    unwanted = ("test", "__pycache__", "checkpoint")
    assert not [name for name in names_in(wheel) if any(part in name.lower() for part in unwanted)]


def test_the_wheel_fits_where_packages_are_published(wheel: Path) -> None:
    assert wheel.stat().st_size < 100_000_000  # the default limit of a file on the Python Package Index


def test_installed_alone_it_extracts_an_article_s_quotes_without_a_network(
    environment: Path, offline: tuple[list[str], dict[str, str]], tmp_path: Path
) -> None:
    before, variables = offline
    shutil.copy(FERRY, tmp_path / "article.txt")

    def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
        whole = [*before, *map(str, command)]
        return subprocess.run(whole, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path, env=variables)

    calling = run(environment / "python", "-c", CALL_OUT)
    assert calling.returncode == 1
    assert "no network" in calling.stderr

    done = run(environment / "quotelens", "extract", "article.txt")
    assert (done.returncode, done.stderr) == (0, "")
    quotes = json.loads(done.stdout)["quotes"]
    said = {part["text"]: quote["source"]["name"] for quote in quotes if quote["source"] for part in quote["content"]}
    assert said['"We heard you, and we will not rush this decision,"'] == "Maria Keller"
    assert said['"Our boats were checked in June,"'] == "Tom Ashford"

    # the tables too: what they need is required, not only what `extract` needs
    for kind in ("parquet", "xlsx"):
        done = run(environment / "quotelens", "analyse", "article.txt", "-o", "out", "--format", kind)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "out" / f"quotes.{kind}").is_file()

    # a report runs notebooks; without the extra that can, it says what to install
    done = run(environment / "quotelens", "report", "article.txt", "-o", "report")
    assert done.returncode == 2
    [message] = done.stderr.splitlines()
    assert 'pip install "quotelens[lab]"' in message


def test_installed_with_what_runs_notebooks_it_walks_the_whole_way(
    wheel: Path, environment: Path, offline: tuple[list[str], dict[str, str]], tmp_path: Path
) -> None:
    pip("--python", environment / "python", "install", "--quiet", "--no-compile", f"{wheel}[lab]")
    _, variables = offline
    (tmp_path / "guard" / "sitecustomize.py").unlink()  # a notebook's kernel is spoken to by sockets
    (tmp_path / "walk").mkdir()
    whole = [environment / "python", WALK, tmp_path / "walk"]
    done = subprocess.run(whole, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path, env=variables)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert json.loads(done.stdout.splitlines()[-1])["articles"] == 196
