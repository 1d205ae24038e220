"""A host of static pages on loopback: what hosting sites do, and nothing else."""

import functools
import gzip
import http.server
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

SUB_PATH = "digest"
ADDRESS = f"https://x.example/{SUB_PATH}/"
"""Where the site says that it is; it is served under the same path on loopback."""

COMPRESSED = frozenset({".css", ".html", ".js", ".json", ".svg", ".txt", ".xml"})


def compress(data: bytes) -> bytes:
    """Compress as hosts do by default."""
    return gzip.compress(data, compresslevel=6, mtime=0)


class Host(http.server.SimpleHTTPRequestHandler):
    """Compresses text, and shows the site's own page for an address that it does not know."""

    protocol_version = "HTTP/1.1"
    # Headers and body are written one after the other, and must not wait for each other.
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        """Keep the output of tests clean."""

    def send_head(self) -> BinaryIO | io.BytesIO | None:
        """Answer with a file, a folder's index, or the page for unknown addresses."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and not self.path.partition("?")[0].endswith("/"):
            return super().send_head()  # which leads to the folder
        page = path / "index.html" if path.is_dir() else path
        if page.is_file():
            return self.send_file(page, HTTPStatus.OK)
        return self.send_file(Path(self.directory, SUB_PATH, "404.html"), HTTPStatus.NOT_FOUND)

    def send_file(self, path: Path, status: HTTPStatus) -> io.BytesIO:
        """Send the headers of a file, and give its body to be sent."""
        body = path.read_bytes()
        zips = path.suffix in COMPRESSED and "gzip" in self.headers.get("Accept-Encoding", "")
        body = compress(body) if zips else body
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        if zips:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        return io.BytesIO(body)


@contextmanager
def serve(site: Path, root: Path) -> Iterator[str]:
    """Serve a built site below `SUB_PATH`, which is made in the folder `root`; gives its address."""
    (root / SUB_PATH).symlink_to(site)
    handler = functools.partial(Host, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{SUB_PATH}/"
        server.shutdown()
