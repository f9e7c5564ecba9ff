"""What every request passes: a limit on its body, a refusal of other sites, headers against being misused by
a browser.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import error_response

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


class BodyTooLarge(HTTPException):
    def __init__(self, limit: int) -> None:
        super().__init__(413, f"the body is larger than {limit} bytes", headers={"Connection": "close"})


class LimitBody:
    """Stops reading a body at the limit: at once if its length is announced, else on the way."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > self._limit:
            too_large = BodyTooLarge(self._limit)
            await error_response(413, too_large.detail, headers=dict(too_large.headers or {}))(scope, receive, send)
            return
        left = self._limit

        async def limited() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise BodyTooLarge(self._limit)
            return message

        await self._app(scope, limited, send)


class SameSite:
    """Refuses requests that change something when a browser says that another site's page sent them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in UNSAFE:
            headers = Headers(scope=scope)
            site, origin = headers.get("sec-fetch-site", "none"), headers.get("origin")
            foreign_origin = origin is not None and origin.partition("://")[2] != headers.get("host")
            if site not in ("same-origin", "none") or foreign_origin:
                await error_response(403, "this request comes from a page of another site")(scope, receive, send)
                return
        await self._app(scope, receive, send)


class SecurityHeaders:
    """No foreign scripts, no framing by others, no guessing of types; a route may set a policy of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
            await send(message)

        await self._app(scope, receive, with_headers)
