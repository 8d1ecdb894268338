"""Where the parts of an installation lie."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """The paths of the installation in the folder ``root``."""

    root: Path

    @property
    def venv(self) -> Path:
        """The virtual environment that everything is installed into."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The virtual environment's interpreter."""
        return self.programs / "python"

    @property
    def programs(self) -> Path:
        """The folder with the virtual environment's programs."""
        return self.venv / "bin"

    @property
    def node_modules(self) -> Path:
        """The client's libraries and tools."""
        return self.root / "node_modules"

    @property
    def built_client(self) -> Path:
        """What the server hands to browsers."""
        return self.root / "client" / "dist"

    @property
    def log(self) -> Path:
        """Everything the last set-up commands said."""
        return self.venv / "setup.log"


HERE = Places(Path(__file__).resolve().parents[1])
