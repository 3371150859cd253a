"""What the journal holds besides people and messages, put back after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.numbers import Account, Number, Token

if TYPE_CHECKING:
    from simulator.box import Box

Json = dict[str, Any]


def restore(box: Box, record: Json) -> None:
    match record["kind"]:
        case "media":
            box.shelf.restore(record)
        case "template":
            template = {"account": box.numbers.first.account} | record["template"]
            box.review.wait_for(box.templates.keep(template))
        case "untemplate":
            account = record.get("account", box.numbers.first.account)
            box.templates.delete(account, record["name"], record.get("at", 0.0), record.get("id"))
        case "number":
            box.numbers.keep(Number(**record["number"]))
        case "account":
            account = Account(**record["account"])
            box.numbers.accounts[account.id] = account
        case "token":
            box.numbers.keep_token(Token(**record["token"]))
        case "rules":
            box.rules = box.rules.changed(record["rules"])
        case "callback":
            box.numbers.accounts[box.numbers.first.account].callback = record["url"]
