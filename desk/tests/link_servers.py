"""Other websites, as the check of links finds them."""

import time


def answer_by_path(**statuses):
    """A website: ``/x404`` answers 404; counts who asks for what."""
    asked = []

    def app(environ, start_response):
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        asked.append((method, path, environ["HTTP_USER_AGENT"], time.monotonic()))
        if path == "/robots.txt":
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"User-agent: *\nDisallow: /kin"]
        if path.startswith("/toi"):
            start_response("302 Found", [("Location", statuses["location"])])
            return [b""]
        if path.startswith("/khong-head") and method == "HEAD":
            start_response("405 Method Not Allowed", [])
            return [b""]
        status = next((code for code in ("404", "500", "403") if code in path), "200")
        start_response(f"{status} X", [])
        return [b""]

    return app, asked
