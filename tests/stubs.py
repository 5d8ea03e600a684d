"""A small server on this machine that speaks publishers' protocols, and misbehaves on demand."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Stub:
    """Answers by path: `answers[path]` are functions of the request, the last one repeating; `asked` is the log."""

    def __init__(self):
        self.answers = {}
        self.asked = []
        self.root = ""

    def on(self, path, *answers):
        self.answers[path] = list(answers)
        return f"{self.root}{path}"

    def times(self, path):
        return sum(request.path == path for request in self.asked)


class Request:
    def __init__(self, handler):
        parts = urlsplit(handler.path)
        self.path = parts.path
        self.query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.headers = {name.lower(): value for name, value in handler.headers.items()}


def reply(body=b"", status=200, **headers):
    """A plain answer; bodies that are no bytes are sent as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = "text/csv" if isinstance(body, bytes) else "application/json"
    named = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}

    def answer(handler, _request):
        handler.send_response(status)
        for name, value in {**named, "Content-Length": str(len(data))}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def cut(body, *, after, etag):
    """Promises the whole body, sends `after` bytes of it and hangs up, as a server that is killed does."""

    def answer(handler, request):
        start = int(request.headers["range"].removeprefix("bytes=").rstrip("-")) if "range" in request.headers else 0
        rest = body[start:]
        handler.send_response(206 if start else 200)
        handler.send_header("ETag", etag)
        handler.send_header("Content-Length", str(len(rest)))
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        handler.end_headers()
        handler.wfile.write(rest[:after])
        handler.wfile.flush()
        handler.close_connection = True

    return answer


def ranged(body, *, etag):
    """Sends what is asked for: the whole, the rest from a byte on while the version is the same, or 304."""

    def answer(handler, request):
        if request.headers.get("if-none-match") == etag:
            reply(b"", 304)(handler, request)
            return
        same = request.headers.get("if-range", etag) == etag
        wanted = request.headers.get("range", "") if same else ""
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        if start >= len(body):
            reply(b"", 416)(handler, request)
            return
        span = {"Content_Range": f"bytes {start}-{len(body) - 1}/{len(body)}"} if wanted else {}
        reply(body[start:], 206 if wanted else 200, ETag=etag, **span)(handler, request)

    return answer


@contextmanager
def serving():
    """The stub at work on a free port of this machine."""
    stub = Stub()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            request = Request(self)
            stub.asked.append(request)
            queue = stub.answers.get(request.path)
            if not queue:
                reply(b"", 404)(self, request)
                return
            answer = queue.pop(0) if len(queue) > 1 else queue[0]
            answer(self, request)

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stub.root = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
