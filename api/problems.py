"""Everything that is answered when something is not done: problem details (RFC 9457), in the caller's language.

Problem
├── 401  not signed in          ├── 413  too large
├── 403  not allowed            ├── 422  not understood, with the path of each wrong field
├── 404  not found              ├── 429  too many requests      (Retry-After)
├── 405  no such method         ├── 500  a mistake of ours, without details
├── 406  in no form that is taken
└── 409  not now                ├── 503  not possible just now  (Retry-After)
                                └── 507  no room left
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.datastructures import Headers
from starlette.types import Scope

from api.languages import language_of
from domain.titles import JOINED
from domain.words import Words

MEDIA_TYPE: Final = "application/problem+json"
_TYPE: Final = "urn:redress:problem:"

TITLES: Final[Mapping[int, tuple[str, Words]]] = {
    400: ("bad-request", Words(zh="请求有误", en="Bad request")),
    401: ("not-signed-in", Words(zh="未登录", en="Not signed in")),
    403: ("not-allowed", Words(zh="无权操作", en="Not allowed")),
    404: ("not-found", Words(zh="未找到", en="Not found")),
    405: ("no-such-method", Words(zh="不支持此方法", en="No such method")),
    406: ("not-acceptable", Words(zh="没有所需格式", en="Not acceptable")),
    409: ("not-now", Words(zh="当前不能执行", en="Not now")),
    413: ("too-large", Words(zh="内容过大", en="Too large")),
    422: ("not-understood", Words(zh="内容有误", en="Not understood")),
    429: ("too-many-requests", Words(zh="请求过多", en="Too many requests")),
    500: ("our-mistake", Words(zh="系统错误", en="A mistake of ours")),
    503: ("not-just-now", Words(zh="暂时无法处理", en="Not possible just now")),
    507: ("no-room", Words(zh="存储空间不足", en="No room left")),
}


class FieldFault(NamedTuple):
    """What is wrong with one field; `path` is where it stands in the body, with dots between the parts."""

    path: str
    words: Words


class FieldProblem(BaseModel):
    """One wrong field."""

    path: str = Field(examples=["complainant.phone"])
    message: str


class ProblemDetails(BaseModel):
    """The body of every refusal (RFC 9457)."""

    type: str = Field(examples=["urn:redress:problem:not-found"])
    title: str
    status: int = Field(examples=[404])
    detail: str
    errors: list[FieldProblem] | None = None


class Problem(Exception):
    """Something is not done; `words` say why and what to do, and hold nothing personal."""

    def __init__(
        self,
        *,
        status: int,
        words: Words,
        faults: Sequence[FieldFault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(words.en)
        self.status = status
        self.words = words
        self.faults = tuple(faults)
        self.headers = dict(headers or {})


def not_signed_in() -> Problem:
    """Give the problem of a caller whom nobody knows."""
    words = Words(
        zh="需要登录，或有效的员工令牌（Authorization: Bearer …）。",
        en="Sign in, or send a valid staff bearer token.",
    )
    return Problem(status=401, words=words, headers={"WWW-Authenticate": 'Bearer realm="redress"'})


def not_allowed(*, zh: str, en: str, faults: Sequence[FieldFault] = ()) -> Problem:
    """Give the problem of a caller who may not."""
    return Problem(status=403, words=Words(zh=zh, en=en), faults=faults)


def no_such_case() -> Problem:
    """Give the one answer to a wrong number, a wrong code and no code: nobody learns which it was (A4)."""
    words = Words(zh="编号或查询码不正确。", en="There is no complaint with this number and this access code.")
    return Problem(status=404, words=words)


def nothing_here() -> Problem:
    """Give the problem of an address behind which there is nothing."""
    return Problem(status=404, words=Words(zh="此地址没有内容。", en="There is nothing at this address."))


def no_such_letter() -> Problem:
    """Give the problem of a letter of a kind that there is not."""
    words = Words(
        zh="没有这种函件；可查看 acknowledgement（受理通知书）、result（结果告知函）或 apology（致歉函）。",
        en="There is no such letter; there are acknowledgement, result and apology.",
    )
    return Problem(status=404, words=words)


def not_acceptable(offered: Sequence[str]) -> Problem:
    """Give the problem of a caller who takes none of the media types that there are."""
    types = ", ".join(offered)
    return Problem(status=406, words=Words(zh=f"可提供的格式：{types}。", en=f"This comes as {types} only."))


def not_now(words: Words) -> Problem:
    """Give the problem of something that the state of a case forbids."""
    return Problem(status=409, words=words)


def case_is_over(*, merged_into: str | None = None) -> Problem:
    """Give the problem of an act on a case that is in the archive, or goes on in another."""
    if merged_into:
        return not_now(
            Words(zh=f"本案已并入 {merged_into}，请在该案操作。", en=f"This case went over into {merged_into}.")
        )
    words = Words(zh="本案已归档，不能再操作。", en="This case is in the archive; nothing more can be done on it.")
    return not_now(words)


def goes_on_elsewhere() -> Problem:
    """Give the problem of an act on a merged case by somebody whose code does not open the one that goes on."""
    return not_now(JOINED)


def not_understood(*faults: FieldFault) -> Problem:
    """Give the problem of a request that makes no sense, naming each wrong field."""
    words = Words(zh="请按 errors 中的说明更正后重新提交。", en="Correct the fields named in errors and send it again.")
    return Problem(status=422, words=words, faults=faults)


def too_large(*, limit: int) -> Problem:
    """Give the problem of a body over `limit` bytes."""
    words = Words(zh=f"请求内容不得超过 {limit} 字节。", en=f"A request may have {limit} bytes at most.")
    return Problem(status=413, words=words, headers={"Connection": "close"})


def too_many(*, seconds: int) -> Problem:
    """Give the problem of an address that asks too often."""
    words = Words(zh=f"请求过多，请在 {seconds} 秒后再试。", en=f"Too many requests; try again in {seconds} seconds.")
    return Problem(status=429, words=words, headers={"Retry-After": str(seconds)})


def not_just_now(*, seconds: int = 5) -> Problem:
    """Give the problem of a system behind that does not answer; trying again is harmless."""
    words = Words(
        zh=f"系统暂时无法处理，请在 {seconds} 秒后用同一 Idempotency-Key 重试，不会重复执行。",
        en=f"This is not possible just now. Try again in {seconds} seconds with the same Idempotency-Key: "
        "nothing is done twice.",
    )
    return Problem(status=503, words=words, headers={"Retry-After": str(seconds)})


def no_room() -> Problem:
    """Give the problem of a disk that is full."""
    words = Words(
        zh="服务器存储空间不足，文件未保存，请稍后再试。",
        en="There is no room left for the file; nothing of it was kept. Please try again later.",
    )
    return Problem(status=507, words=words)


def our_mistake() -> Problem:
    """Give the problem that says nothing but that it is ours."""
    words = Words(zh="系统发生错误，已记录。", en="Something went wrong on our side; it is on record.")
    return Problem(status=500, words=words)


def answer(problem: Problem, *, language: str) -> JSONResponse:
    """Give the response that says so."""
    slug, title = TITLES.get(problem.status, TITLES[400])
    body: dict[str, Any] = {
        "type": _TYPE + slug,
        "title": title.in_(language),
        "status": problem.status,
        "detail": problem.words.in_(language),
    }
    if problem.faults:
        body["errors"] = [{"path": fault.path, "message": fault.words.in_(language)} for fault in problem.faults]
    return JSONResponse(body, problem.status, headers=problem.headers, media_type=MEDIA_TYPE)


def details_for(scope: Scope, problem: Problem) -> JSONResponse:
    """Give the response to a request, which may not have reached a route."""
    return answer(problem, language=language_of(Headers(scope=scope).get("accept-language")))
