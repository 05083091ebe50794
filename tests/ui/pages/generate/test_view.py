# SPDX-License-Identifier: Apache-2.0
"""The Generate page by what it shows, offers and refuses."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog, QLineEdit

from core.domain.jobs import JobState
from core.domain.providers import ProviderProfile, ProviderStatus
from tests.helpers.chat_server import chat_server
from tests.helpers.shell import open_shell
from ui.pages.generate.provider_dialog import ProviderDialog
from ui.pages.generate.state import PLANNER_WORDS
from ui.pages.generate.view import PREPARE, RUN, GenerateView
from ui.safety import TextLabel


@pytest.fixture
def shell(qtbot, tmp_path):
    made = open_shell(tmp_path)
    yield made
    made.close()


@pytest.fixture
def show(qtbot, shell):
    def build():
        made = GenerateView(shell.context)
        qtbot.addWidget(made)
        shell.context.actions.set_page("generate")
        made.resize(1_040, 640)
        made.show()
        with qtbot.waitSignal(made._presenter.forecast_read):
            made.on_shown()
        return made

    return build


def action(shell, name):
    return shell.context.actions.action(f"generate.{name}")


def label(view, name):
    return view.findChild(TextLabel, name).text()


def add_server(shell, url="https://api.example.com/v1", name="far"):
    profile = ProviderProfile(name=name, kind="openai_compatible", model="m-1", base_url=url)
    shell.context.studio.generation.save_profile(profile)


def choose(qtbot, view, name):
    rows = [view.teachers.list.item(place).text() for place in range(view.teachers.list.count())]
    with qtbot.waitSignal(view._presenter.forecast_read):
        view.teachers.list.setCurrentRow(next(place for place, row in enumerate(rows) if row.startswith(name)))


def test_that_an_empty_workspace_offers_the_step_that_fills_it(qtbot, shell, show):
    view = show()
    assert not action(shell, "start").isEnabled()
    assert "No problem fits" in label(view, "forecast_nothing")
    with qtbot.waitSignal(shell.context.navigator.page_requested) as went:
        view.prepare.forecast._sample.click()
    assert went.args[0] == "tasks"


def test_that_the_planner_is_labelled_and_cannot_be_removed(shell, show):
    view = show()
    assert PLANNER_WORDS in view.teachers.list.item(0).text()
    assert label(view, "teacher_kind") == PLANNER_WORDS
    assert label(view, "forecast_host") == "Nothing leaves this machine."
    assert not action(shell, "remove").isVisible()


def test_that_the_planner_is_asked_for_a_style_and_a_model_for_a_temperature(qtbot, shell, show):
    add_server(shell)
    view = show()
    fields = view.prepare.form._specs
    assert "own.style" in fields
    assert "temperature" not in fields
    choose(qtbot, view, "far")
    fields = view.prepare.form._specs
    assert {"temperature", "budget_usd", "max_tokens"} <= set(fields)
    assert "own.style" not in fields


def test_that_a_teacher_elsewhere_is_named_with_its_unknown_cost(qtbot, shell, show):
    shell.context.studio.tasks.sample(n=2, seed=1)
    add_server(shell)
    view = show()
    choose(qtbot, view, "far")
    assert "api.example.com" in label(view, "forecast_host")
    figures = {figure.name: figure.value for figure in view.prepare.forecast._figures.figures()}
    assert (figures["Problems"], figures["Cost"]) == ("2", "unknown")


def test_that_a_run_shows_its_rows_and_then_offers_their_review(qtbot, shell, show):
    shell.context.studio.tasks.sample(n=5, seed=2)
    view = show()
    assert view.primary is action(shell, "start")
    with qtbot.waitSignal(view._presenter.ended, timeout=60_000):
        view.primary.trigger()
        qtbot.waitUntil(lambda: view.stack.currentIndex() == RUN)
    qtbot.waitUntil(lambda: view.run.table.model().rowCount() == 5)
    qtbot.waitUntil(lambda: view.primary is action(shell, "review"))
    assert view.primary.text() == "Review 5 traces"
    assert "5 traces kept" in label(view, "run_said")
    assert not action(shell, "resume").isVisible()
    with qtbot.waitSignal(shell.context.navigator.page_requested) as went:
        view.primary.trigger()
    assert went.args == ["review", view.run.first_id()]


def test_that_another_run_can_be_prepared_and_the_last_one_seen_again(qtbot, shell, show):
    shell.context.studio.tasks.sample(n=1, seed=2)
    view = show()
    with qtbot.waitSignal(view._presenter.ended, timeout=60_000):
        action(shell, "start").trigger()
    with qtbot.waitSignal(view._presenter.forecast_read):
        action(shell, "again").trigger()
    assert view.stack.currentIndex() == PREPARE
    assert not view.prepare.last.isHidden()
    with qtbot.waitSignal(view._presenter.ended):
        view.prepare.last.show_requested.emit()
    assert view.stack.currentIndex() == RUN


def test_that_a_wrong_number_keeps_a_run_from_starting(qtbot, shell, show):
    shell.context.studio.tasks.sample(n=1, seed=2)
    view = show()
    assert action(shell, "start").isEnabled()
    field = view.prepare.form._fields["samples"]
    field.line.setText("many")
    field.edited.emit()
    qtbot.waitUntil(lambda: not action(shell, "start").isEnabled())
    assert "many" in label(view.prepare, "error.samples")


def test_that_a_typed_key_goes_to_the_keys_and_is_not_shown_again(qtbot, shell, show):
    view = show()
    action(shell, "add").trigger()
    dialog = view.findChild(ProviderDialog)
    for name, text in (("name", "house"), ("base_url", "http://127.0.0.1:9/v1"), ("model", "m")):
        dialog.form.field(f"of.{name}").setText(text)
    key = dialog.form.field("of.key")
    assert key.echoMode() is QLineEdit.EchoMode.Password
    key.setText("sk-a-long-secret-77aa")
    # No event loop runs here, so the check that follows a save cannot be spawned; keep what the form gives.
    dialog.save_requested.disconnect()
    with qtbot.waitSignal(dialog.save_requested) as asked:
        dialog._on_save()
    profile, typed = asked.args
    assert (profile.name, profile.kind, typed) == ("house", "openai_compatible", "sk-a-long-secret-77aa")
    assert "secret" not in repr(profile)
    dialog.accept()
    shell.context.studio.generation.save_profile(profile)
    shell.context.studio.generation.set_key("house", typed)
    view.show_target("house")
    qtbot.waitUntil(lambda: "77aa" in label(view, "teacher_key"))
    assert action(shell, "forget").isVisible()
    action(shell, "edit").trigger()
    dialog = view.findChild(ProviderDialog)
    assert dialog.form.field("of.key").text() == ""
    assert "77aa" in dialog.form.field("of.key").placeholderText()
    dialog.reject()


def test_that_a_teacher_without_a_name_or_address_is_refused_beside_the_form(qtbot, shell, show):
    view = show()
    action(shell, "add").trigger()
    dialog = view.findChild(ProviderDialog)
    dialog._on_save()
    assert "needs a name" in label(dialog, "provider_error")
    dialog.form.field("of.name").setText("house")
    dialog._on_save()
    qtbot.waitUntil(lambda: "base URL" in label(dialog, "provider_error"))
    assert dialog.isVisible()
    dialog.reject()


def test_that_each_kind_has_a_form(qtbot, shell, show):
    view = show()
    action(shell, "add").trigger()
    dialog = view.findChild(ProviderDialog)
    shown = {}
    for place in range(dialog.kind_field.count()):
        dialog.kind_field.setCurrentIndex(place)
        shown[dialog.kind_field.itemData(place)] = set(dialog.form._specs)
    assert "of.key" not in shown["planner"] | shown["local"]
    assert {"of.base_url", "of.key", "of.key_env", "of.model"} <= shown["openai"]
    assert "of.model" in shown["local"]
    dialog.reject()


def test_that_what_a_check_found_stands_with_its_hint(shell, show):
    view = show()
    view._presenter.checked.emit("planner", ProviderStatus("planner", False, "No <b>answer</b>.", "Start the server."))
    assert label(view, "teacher_status") == "No <b>answer</b>."
    assert label(view, "teacher_hint") == "Start the server."


def test_that_removing_a_teacher_with_a_key_asks_about_the_key(qtbot, shell, show):
    add_server(shell, name="house")
    shell.context.studio.generation.set_key("house", "sk-a-long-secret-77aa")
    view = show()
    choose(qtbot, view, "house")
    action(shell, "remove").trigger()
    question = view.findChild(QDialog, "question")
    question._on_answered("forget")
    qtbot.waitUntil(lambda: view.teachers.list.count() == 1)
    add_server(shell, name="house")
    assert shell.context.studio.generation.key_hint("house") == "no key"


def test_that_a_failed_run_says_why_and_can_be_resumed(qtbot, shell, show):
    shell.context.studio.tasks.sample(n=1, seed=1)
    with chat_server(lambda _body: 400) as server:
        add_server(shell, url=server.base_url, name="house")
        view = show()
        choose(qtbot, view, "house")
        with qtbot.waitSignal(view._presenter.ended, timeout=90_000) as ended:
            action(shell, "start").trigger()
    assert ended.args[0].record.state is JobState.FAILED
    assert "No answer could be kept" in label(view, "run_said")
    assert action(shell, "resume").isVisible()
    assert view.primary is None


def test_that_figures_of_one_teacher_never_stand_under_another(qtbot, shell, show):
    shell.context.studio.tasks.sample(n=2, seed=1)
    add_server(shell)
    view = show()
    view.teachers.list.setCurrentRow(1)
    assert {figure.value for figure in view.prepare.forecast._figures.figures()} == {""}
    with qtbot.waitSignal(view._presenter.forecast_read):
        pass


def test_that_a_run_is_paced_and_paused_while_it_goes_on(qtbot, shell, show):
    shell.context.settings.change(concurrency=1)
    shell.context.studio.tasks.sample(n=8, seed=2)
    with chat_server(lambda body: "1. It is due.\nAnswer: the first") as server:
        add_server(shell, server.base_url, "near")
        view = show()
        choose(qtbot, view, "near")
        qtbot.waitUntil(action(shell, "start").isEnabled)
        server.gate.clear()
        action(shell, "start").trigger()
        qtbot.waitUntil(lambda: view.run.pace.isVisible() and len(server.asked) == 1, timeout=30_000)
        assert view.run.pace.value() == 1
        view.run.pace.setValue(3)
        qtbot.waitUntil(lambda: len(server.asked) == 3, timeout=30_000)
        with qtbot.waitSignal(view._presenter.ended, timeout=60_000):
            action(shell, "pause").trigger()
            qtbot.waitUntil(lambda: any("Pausing" in toast.text for toast in shell.toasts))
            qtbot.wait(500)  # the child looks for wishes ten times a second
            server.gate.set()
    assert "paused; 5 were not asked yet" in label(view, "run_said")
    assert not view.run.pace.isVisible()
    assert not action(shell, "pause").isVisible()
    assert action(shell, "resume").isVisible()


def test_that_a_model_is_looked_at_before_all_of_it_is_paid_for(qtbot, shell, show):
    shell.context.studio.tasks.sample(n=14, seed=2)
    with chat_server(lambda body: "1. It is due.\nAnswer: the first") as server:
        add_server(shell, server.base_url, "near")
        view = show()
        choose(qtbot, view, "near")
        qtbot.waitUntil(action(shell, "start").isEnabled)
        with qtbot.waitSignal(view._presenter.ended, timeout=60_000):
            action(shell, "start").trigger()
        qtbot.waitUntil(lambda: view.run.table.model().rowCount() == 12)
        assert "look at them before the other 2 go out" in label(view, "run_said")
        assert action(shell, "resume").text() == "Send the other 2"
        with qtbot.waitSignal(view._presenter.ended, timeout=60_000):
            action(shell, "resume").trigger()
    assert len(shell.context.studio.review.ids()) == 14
    qtbot.waitUntil(lambda: "60 tokens in and out" in label(view, "run_report"))
    assert action(shell, "resume").text() == "Resume what is missing"
    assert not action(shell, "resume").isVisible()
