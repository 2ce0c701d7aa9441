"""The packs that come with the product, read once for all tests that look into them, by the names of their files."""

from policies.reader import SHIPPED, read_policy

FILES = sorted(SHIPPED.glob("*.yaml"))
PACKS = {path.stem: read_policy(path).pack for path in FILES}
