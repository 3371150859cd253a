"""The board in a real browser: by mouse, by finger, by keyboard alone, and in two windows at once."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import write_in
from tests.desk import wait_for

pytestmark = pytest.mark.browser
names = itertools.count(1)


@pytest.fixture
def board(desk, asha_in: Page) -> Page:
    asha_in.goto(f"{desk.url}/pipeline")
    return asha_in


@pytest.fixture
def lead(desk):
    """Makes a lead of its own for the test; gives its name. The assistant stays out of it."""

    def make(stage: str = "inquiry") -> str:
        name = f"Board {next(names)} Rao"
        write_in(desk, name, "ok")
        wait_for(lambda: desk.sql(f"{LEAD} WHERE c.name = %s", name), what=name)
        if stage != "inquiry":
            desk.sql("UPDATE leads_lead SET stage = %s WHERE id = %s", stage, pk(desk, name))
            desk.sql("SELECT pg_notify('cairn_live', 'pipeline')")
        return name

    return make


LEAD = "SELECT l.id, l.stage, l.closed_reason FROM leads_lead l JOIN conversations_contact c ON c.id = l.contact_id"


def pk(desk, name: str) -> int:
    return int(desk.sql(f"{LEAD} WHERE c.name = %s", name)[0][0])


def stage(desk, name: str) -> str:
    return str(desk.sql(f"{LEAD} WHERE c.name = %s", name)[0][1])


def card(page: Page, name: str, column: str = ""):
    return page.locator(f"{f'#col-{column} ' if column else ''}.card[data-name='{name}']")


def carry(page: Page, start, end, *, steps: int = 12) -> None:
    """Press on one element, travel, and let go over the other's middle."""
    start.scroll_into_view_if_needed()
    first, last = start.bounding_box(), end.bounding_box()
    page.mouse.move(first["x"] + 60, first["y"] + 12)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + 60, steps=steps)
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + 62)
    page.mouse.up()


def test_a_card_is_dragged_to_another_column(desk, board, lead):
    name = lead()
    expect(card(board, name, "inquiry")).to_be_visible()
    carry(board, card(board, name), board.locator("#col-contacted"))
    expect(card(board, name, "contacted")).to_be_visible()
    wait_for(lambda: stage(desk, name) == "contacted", what="the stored stage")
    board.reload()
    expect(card(board, name, "contacted")).to_be_visible()


def test_the_order_after_a_drag_is_there_after_a_reload(desk, board, lead):
    low, high = lead("qualified"), lead("qualified")
    expect(card(board, high, "qualified")).to_be_visible()
    expect(board.locator("#col-qualified .card[data-lead]").first).to_have_attribute("data-name", high)
    carry(board, card(board, high, "qualified"), card(board, low, "qualified"))
    expect(board.locator("#col-qualified .card[data-lead]").first).to_have_attribute("data-name", low)
    board.wait_for_timeout(600)
    board.reload()
    order = board.locator("#col-qualified .card[data-lead]").evaluate_all(
        "cards => cards.map(card => card.dataset.name)"
    )
    assert order.index(low) < order.index(high)


def test_without_a_mouse_a_lead_goes_from_new_to_lost_with_a_reason(desk, board, lead):
    name = lead()
    expect(card(board, name, "inquiry")).to_be_visible()
    walk_to(board, name)
    board.keyboard.press("]")
    expect(card(board, name, "contacted")).to_be_focused()
    wait_for(lambda: stage(desk, name) == "contacted", what="one stage on")
    board.keyboard.press("s")
    expect(board.get_by_role("menuitem", name="New")).to_be_focused()
    board.keyboard.press("8")
    dialog = board.get_by_role("dialog", name="Why was")
    expect(dialog).to_be_visible()
    board.keyboard.press("Space")
    board.keyboard.press("Tab")
    board.keyboard.type("Wanted December")
    board.keyboard.press("Enter")
    wait_for(lambda: stage(desk, name) == "lost", what="lost")
    assert desk.sql(f"{LEAD} WHERE c.name = %s", name)[0][2] == "Dates do not suit. Wanted December"
    expect(board.locator("#board-said")).to_have_text(f"{name} moved to Closed lost")
    expect(card(board, name)).to_have_count(0)


def walk_to(board: Page, name: str) -> None:
    """By Tab into the first column and by arrows from there on."""
    board.locator("#col-inquiry .card[data-lead]").first.focus()
    for _ in range(60):
        if board.evaluate("document.activeElement.dataset.name") == name:
            return
        board.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} was not reached")


def test_arrows_walk_between_columns_and_brackets_come_back(desk, board, lead):
    first, second = lead("inquiry"), lead("interested")
    expect(card(board, second, "interested")).to_be_visible()
    card(board, first, "inquiry").focus()
    board.keyboard.press("ArrowRight")
    assert board.evaluate("document.activeElement.dataset.stage") != "inquiry"
    card(board, second, "interested").focus()
    board.keyboard.press("[")
    wait_for(lambda: stage(desk, second) == "contacted", what="one stage back")
    expect(card(board, second, "contacted")).to_be_focused()


def test_thinking_better_of_it_leaves_the_card_where_it_was(desk, board, lead):
    name = lead("negotiation")
    expect(card(board, name, "negotiation")).to_be_visible()
    card(board, name, "negotiation").focus()
    board.keyboard.press("]")
    expect(board.get_by_role("dialog", name="How was")).to_be_visible()
    board.keyboard.press("Escape")
    expect(card(board, name, "negotiation")).to_be_focused()
    assert stage(desk, name) == "negotiation"


def test_a_proposal_may_be_skipped(desk, board, lead):
    name = lead("qualified")
    expect(card(board, name, "qualified")).to_be_visible()
    card(board, name, "qualified").focus()
    board.keyboard.press("]")
    board.get_by_role("button", name="Skip").click()
    wait_for(lambda: stage(desk, name) == "proposal", what="proposal")


def test_m_takes_space_looks_and_enter_opens(desk, board, lead):
    name = lead()
    expect(card(board, name)).to_be_visible()
    card(board, name).focus()
    board.keyboard.press("m")
    expect(card(board, name).locator(".avatar")).to_be_visible()
    card(board, name).focus()
    board.keyboard.press("Space")
    expect(board.locator("#peek").get_by_role("heading", name=name)).to_be_visible()
    board.keyboard.press("Escape")
    expect(board.locator("#peek")).to_be_hidden()
    card(board, name).focus()
    board.keyboard.press("Enter")
    board.wait_for_url("**/inbox/*")


def second_window(board: Page, desk) -> Page:
    """Another browser window of the same person, in front as well."""
    other = board.context.new_page()
    other.goto(f"{desk.url}/pipeline")
    return other


def test_a_move_is_seen_in_the_other_window(desk, board, lead):
    name = lead()
    other = second_window(board, desk)
    expect(card(other, name, "inquiry")).to_be_visible()
    expect(card(board, name, "inquiry")).to_be_visible()
    card(board, name).focus()
    board.keyboard.press("]")
    expect(card(other, name, "contacted")).to_be_visible(timeout=10_000)
    expect(card(other, name, "inquiry")).to_have_count(0)


def test_a_stale_drop_is_refused_and_rolls_back_with_words(desk, board, lead):
    name = lead()
    expect(card(board, name, "inquiry")).to_be_visible()
    # Somebody else moved it, and this window does not hear of it.
    board.route("**/pipeline/column/**", lambda route: route.fulfill(status=204))
    desk.sql("UPDATE leads_lead SET position = position + 1 WHERE id = %s", pk(desk, name))
    card(board, name).focus()
    board.keyboard.press("]")
    expect(board.get_by_role("alert")).to_contain_text("moved this card first")
    expect(card(board, name, "inquiry")).to_be_visible()
    assert stage(desk, name) == "inquiry"


def test_a_card_comes_back_when_the_server_is_away(desk, board, lead):
    name = lead()
    expect(card(board, name, "inquiry")).to_be_visible()
    board.route("**/move", lambda route: route.abort())
    carry(board, card(board, name), board.locator("#col-contacted"))
    expect(board.get_by_role("alert")).to_contain_text("The card is back where it was")
    expect(card(board, name, "inquiry")).to_be_visible()


def test_nothing_moves_under_the_hand(desk, board, lead):
    held, other = lead("interested"), lead("interested")
    expect(card(board, other, "interested")).to_be_visible()
    box = card(board, held, "interested").bounding_box()
    board.mouse.move(box["x"] + 60, box["y"] + 12)
    board.mouse.down()
    board.mouse.move(box["x"] + 80, box["y"] + 20, steps=4)
    desk.sql("UPDATE leads_lead SET stage = 'contacted' WHERE id = %s", pk(desk, other))
    desk.sql("SELECT pg_notify('cairn_live', 'pipeline')")
    board.wait_for_timeout(1200)
    expect(card(board, other, "interested")).to_be_visible()
    board.keyboard.press("Escape")
    board.mouse.up()
    expect(card(board, other, "contacted")).to_be_visible(timeout=10_000)
    expect(card(board, held, "interested")).to_be_visible()


def test_undo_puts_a_card_back(desk, board, lead):
    name = lead()
    expect(card(board, name, "inquiry")).to_be_visible()
    card(board, name).focus()
    board.keyboard.press("]")
    board.locator("#board-toasts").get_by_role("button", name="Undo").click()
    wait_for(lambda: stage(desk, name) == "inquiry", what="back in New")
    expect(card(board, name, "inquiry")).to_be_visible()


def test_a_finger_that_holds_drags_and_a_quick_one_does_not(desk, chromium, board, lead):
    name = lead("proposal")
    context = chromium.new_context(
        viewport={"width": 1000, "height": 800}, has_touch=True, storage_state=board.context.storage_state()
    )
    page = context.new_page()
    page.goto(f"{desk.url}/pipeline")
    target = card(page, name, "proposal")
    target.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    touch = context.new_cdp_session(page)
    box, goal = target.bounding_box(), page.locator("#col-negotiation").bounding_box()
    start = {"x": box["x"] + 60, "y": box["y"] + 12}
    end = {"x": min(goal["x"] + 80, 940), "y": goal["y"] + 80}
    finger(page, touch, start, end, hold=0)
    assert stage(desk, name) == "proposal"
    page.reload()
    card(page, name).scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    box, goal = card(page, name).bounding_box(), page.locator("#col-negotiation").bounding_box()
    start = {"x": box["x"] + 60, "y": box["y"] + 12}
    finger(page, touch, start, {"x": min(goal["x"] + 80, 940), "y": goal["y"] + 80}, hold=600)
    wait_for(lambda: stage(desk, name) == "negotiation", what="dragged by finger")
    context.close()


def finger(page: Page, touch, start: dict[str, float], end: dict[str, float], *, hold: int) -> None:
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [start]})
    page.wait_for_timeout(hold)
    for step in range(1, 11):
        at = {axis: start[axis] + (end[axis] - start[axis]) * step / 10 for axis in ("x", "y")}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at]})
        page.wait_for_timeout(20)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(200)


def test_on_a_phone_one_column_is_shown_and_tabs_lead_to_the_others(desk, board, lead):
    name = lead("qualified")
    board.set_viewport_size({"width": 390, "height": 844})
    board.reload()
    board.locator(".stage-tabs").get_by_role("link", name="Qualified").click()
    expect(card(board, name)).to_be_in_viewport()
    assert board.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_draft_in_the_chat_beside_the_board_survives_what_arrives(desk, board, lead):
    name = lead()
    expect(card(board, name)).to_be_visible()
    card(board, name).focus()
    board.keyboard.press("Space")
    box = board.locator("#peek").get_by_role("textbox", name="Message")
    box.fill("Let me ask")
    desk.sql("SELECT pg_notify('cairn_live', 'pipeline')")
    board.wait_for_timeout(1000)
    expect(box).to_have_value("Let me ask")
    expect(box).to_be_focused()
