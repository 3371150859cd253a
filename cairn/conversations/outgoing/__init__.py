"""What may be sent to a customer, and what WhatsApp would refuse of it.

`Message.type` names the kind and `Message.content` holds Graph's own object of that kind, without the envelope:

| type | content |
|---|---|
| text | `{}`; the words are `Message.text` |
| image, video, audio, document, sticker | `{"attachment": key}` of a file that we hold, or `{"id": Meta's id}`, or `{"link": https address}`; with `caption`, `filename`, `voice` |
| interactive | `{"type": "button" | "list" | "cta_url" | "location_request_message" | "request_contact_info", "body", "action", ...}` |
| location | `{"latitude", "longitude", "name"?, "address"?}` |
| contacts | `{"contacts": [card, ...]}` |
| template | `{"name", "language": {"code"}, "components"?}`; a header's file may be `{"attachment": key}` as well |
| reaction | `{"message_id": wamid, "emoji": "" to take it back}` |

Keys that Graph does not know are kept in the row and left out of the request.
"""

from cairn.conversations.outgoing.checks import check
from cairn.conversations.outgoing.content import Content, attachments
from cairn.conversations.outgoing.refusal import Unsendable, units

__all__ = ["Content", "Unsendable", "attachments", "check", "units"]
