"""python -m formats.conformance FOLDER: the test files that packages of parsers ship, one folder for each package."""

import argparse
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

# Crates are fetched by cargo, without features: their dependencies are not wanted.
CRATES = {
    "apache-avro": "0.22.0",
    "flate2": "1.1.11",
    "html5ever": "0.40.1",
    "kamadak-exif": "0.6.2",
    "mail-parser": "0.11.9",
    "parquet": "60.1.0",
}
# Source packages are fetched by pip.
SOURCES = {
    "badx12": "0.2.2",
    "chardet": "5.2.0",
    "nbformat": "5.11.1",
    "odfpy": "1.4.1",
    "oletools": "0.60.2",
    "patool": "4.0.7",
    "piexif": "1.1.3",
    "pypdf": "7.1.1",
    "python-docx": "1.2.0",
    "python-pptx": "1.0.2",
    "tnefparse": "1.4.0",
    "xlwt": "1.3.0",
}
# Packages that are installed with their test files.
INSTALLED = ["pyarrow"]

# Source code, settings and documentation of the packages themselves.
OTHERS = """py pyc pyi pyx pxd c h cpp in am ac sh rs toml cfg lock md rst orig gitignore gitattributes gitmodules typed
feature yml yaml PKG-INFO""".split()


def keep(name):
    path = Path(name)
    return path.suffix and path.suffix[1:] not in OTHERS and "egg-info" not in name and "/docs/" not in name


def write(folder, name, content):
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def crates(folder):
    with tempfile.TemporaryDirectory() as temporary:
        manifest = '[package]\nname = "fetched"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\n'
        for name, version in CRATES.items():
            manifest += f'{name} = {{ version = "={version}", default-features = false }}\n'
        (Path(temporary) / "Cargo.toml").write_text(manifest)
        (Path(temporary) / "src").mkdir()
        (Path(temporary) / "src/lib.rs").touch()
        command = ["cargo", "metadata", "--quiet", "--format-version", "1"]
        answer = subprocess.run(command, cwd=temporary, check=True, stdout=subprocess.PIPE).stdout
    for package in json.loads(answer)["packages"]:
        name = package["name"]
        if package["version"] != CRATES.get(name):
            continue
        root = Path(package["manifest_path"]).parent
        for path in sorted(root.rglob("*")):
            if path.is_file() and keep(str(path.relative_to(root))):
                write(folder / f"{name} {package['version']}", path.relative_to(root), path.read_bytes())


def sources(folder):
    with tempfile.TemporaryDirectory() as temporary:
        options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-binary", ":all:"]
        command = [sys.executable, "-m", "pip", "download", *options, "-d", temporary]
        for name, version in SOURCES.items():
            # What prepares a source package is fetched for each of them, and a registry may be busy.
            if subprocess.run([*command, f"{name}=={version}"]).returncode:
                subprocess.run([*command, f"{name}=={version}"], check=True)
        for path in sorted(Path(temporary).iterdir()):
            name = path.name.removesuffix(".tar.gz").removesuffix(".zip")
            package = folder / " ".join(name.replace("_", "-").rsplit("-", 1))
            for inside, content in members(path):
                if keep(inside):
                    write(package, Path(inside).relative_to(Path(inside).parts[0]), content)


def members(path):
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if not info.is_dir():
                    yield info.filename, archive.read(info)
    else:
        with tarfile.open(path) as archive:
            for info in archive:
                if info.isfile():
                    yield info.name, archive.extractfile(info).read()


def installed(folder):
    from importlib.metadata import distribution

    for name in INSTALLED:
        package = distribution(name)
        for path in package.files:
            if "/tests/data/" in str(path) and keep(str(path)):
                write(folder / f"{name} {package.version}", path.relative_to(path.parts[0]), path.locate().read_bytes())


def main():
    parser = argparse.ArgumentParser(prog="formats.conformance", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    crates(folder)
    sources(folder)
    installed(folder)


if __name__ == "__main__":
    main()
