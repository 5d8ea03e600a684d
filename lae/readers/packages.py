"""Python packages that carry published geography: their folder, or one clear error that says what to install."""

from importlib.util import find_spec
from pathlib import Path

from lae.findings import FaultsError, Finding

INSTALL = 'pip install "lae[gb]"'


def package_folder(module: str) -> Path:
    """The folder of an installed package, found without importing it.

    Raises:
        FaultsError: the package is not installed; the message names the command that installs it.
    """
    spec = find_spec(module)
    places = list(spec.submodule_search_locations or []) if spec else []
    if not places:
        raise missing_package(module)
    return Path(places[0])


def missing_package(module: str) -> FaultsError:
    """The error for a package that is needed and not installed."""
    message = f"the Python package {module}, which carries this published data, is not installed."
    return FaultsError([Finding("error", module, "missing_package", message, fix=f"Run {INSTALL}.")])
