"""Where the API is: all that a program on the other side of it needs to know."""

from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from settings import PREFIX, STACK_FILE, HttpAddress, SettingsError


class _ApiAddress(BaseSettings):
    """The one setting that is looked for."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore")

    public_url: HttpAddress


def find_api(data_dir: Path) -> str:
    """Read the API's address as every setting is read: the environment first, then `.env`, then the stack's folder.

    Raises:
        SettingsError: it is nowhere.
    """
    files = [data_dir / STACK_FILE, Path(".env")]
    try:
        return _ApiAddress(_env_file=files, _env_file_encoding="utf-8").public_url
    except ValidationError:
        raise SettingsError(
            f"{PREFIX}PUBLIC_URL is missing or wrong: expected the http:// address of the API; "
            f"`redress up` writes it to {data_dir / STACK_FILE} (--data-dir names another folder)"
        ) from None
