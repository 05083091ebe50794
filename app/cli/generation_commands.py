# SPDX-License-Identifier: Apache-2.0
"""``stillroom providers`` and ``stillroom generate``: station 2 from a shell."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys

from app.cli.budget_options import add_budget, budget_of
from app.cli.command import Commands, add, add_group, open_studio, settings_from, whole_above_zero
from app.cli.reply import Reply, table
from app.cli.watch import finish
from core.domain.codec import to_json
from core.domain.jobs import JobId
from core.domain.json import JsonObject
from core.domain.messages import Sampling
from core.domain.providers import ProviderProfile
from core.domain.tasks import Split
from core.errors import InvalidInput, KeyMissing
from core.generation.service import Estimate
from core.params import read_params
from core.providers.catalog import PROVIDERS
from core.studio import Studio


def register(commands: Commands) -> None:
    """Add the commands."""
    providers = add_group(commands, "providers", "set up and check the models that can be asked")
    add(providers, "list", _list, "list the providers that are set up")
    add(providers, "kinds", _kinds, "list the kinds of providers there are")
    new = add(providers, "add", _add, "set up a provider; the key is never stored in the workspace")
    new.add_argument("name", metavar="NAME", help="what you call it; one of that name is replaced")
    new.add_argument("--kind", required=True, choices=PROVIDERS.names, help="see “providers kinds”")
    new.add_argument(
        "--base-url",
        default="",
        metavar="URL",
        help="address of the server (default: the vendor's own, where it has one)",
    )
    new.add_argument(
        "--model", default="", metavar="M", help="model as the provider names it, or the folder of a local one"
    )
    usual = ", ".join(f"{kind.default_key_env} for {kind.name}" for kind in PROVIDERS if kind.default_key_env)
    new.add_argument(
        "--key-env",
        default=None,
        metavar="VAR",
        help=f"environment variable that holds the key; it goes before the keyring (default: {usual})",
    )
    new.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="an option of the kind; may be repeated"
    )
    remove = add(providers, "remove", _remove, "forget a provider; its traces stay")
    remove.add_argument("name", metavar="NAME", help="name of the provider")
    key = add(providers, "key", _key, "read a key from standard input or a prompt and keep it in the keyring")
    key.add_argument("name", metavar="NAME", help="name of the provider")
    check = add(providers, "check", _check, "find out whether a provider can be reached")
    check.add_argument("name", metavar="NAME", help="name of the provider")

    generate = add(commands, "generate", _generate, "ask a teacher about the stored problems that it has not answered")
    generate.add_argument("--teacher", required=True, metavar="NAME", help="one of those that “providers list” shows")
    generate.add_argument("--limit", type=whole_above_zero, help="at most so many problems (default: all)")
    generate.add_argument(
        "--samples", type=whole_above_zero, default=1, help="answers per problem (default: %(default)s)"
    )
    generate.add_argument(
        "--concurrency", type=whole_above_zero, default=8, help="requests in flight at once (default: %(default)s)"
    )
    add_budget(generate)
    generate.add_argument(
        "--smoke", type=whole_above_zero, metavar="N", help="ask for so many first; “jobs resume” sends the rest"
    )
    generate.add_argument(
        "--split",
        choices=[split.value for split in Split],
        default=Split.TRAIN.value,
        help="whose problems to ask about (default: %(default)s)",
    )
    generate.add_argument(
        "--task", action="append", default=[], metavar="TYPE", help="only this task; may be repeated (default: all)"
    )
    generate.add_argument(
        "--temperature", type=float, default=0.3, help="0 for always the same answer (default: %(default)s)"
    )
    generate.add_argument(
        "--max-tokens", type=whole_above_zero, default=1024, help="longest answer, in tokens (default: %(default)s)"
    )
    generate.add_argument("--yes", action="store_true", help="do not ask before money is spent")


def _list(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        profiles = studio.generation.profiles()
        hints = {profile.name: studio.generation.key_hint(profile.name) for profile in profiles}
    rows = [(p.name, p.kind, p.model, p.base_url, hints[p.name]) for p in profiles]
    data = {"providers": [to_json(profile) for profile in profiles]}
    return Reply(data, table(("name", "kind", "model", "base url", "key"), rows))


def _kinds(given: argparse.Namespace) -> Reply:
    rows = [(kind.name, kind.label, kind.help) for kind in PROVIDERS]
    return Reply(
        {"kinds": [{"name": n, "label": label, "help": text} for n, label, text in rows]},
        table(("kind", "label", "when to choose it"), rows),
    )


def _add(given: argparse.Namespace) -> Reply:
    kind = PROVIDERS[given.kind]
    if kind.needs_model and not given.model.strip():
        hint = "Add --model with its name at the provider, or with the folder of a local model."
        raise InvalidInput(f"“{kind.label}” needs a model.", hint=hint)
    # A vendor's own variable goes with the vendor's own address only.
    usual = "" if given.base_url else kind.default_key_env
    options = settings_from(given.set)
    read_params(kind.Params, options)
    profile = ProviderProfile(
        name=given.name,
        kind=given.kind,
        model=given.model,
        base_url=given.base_url,
        key_env=usual if given.key_env is None else given.key_env,
        options=options,
    )
    with open_studio(given) as studio:
        studio.generation.save_profile(profile)
    return Reply(
        {"provider": to_json(profile)}, f"Provider {given.name} is set up. Check it: providers check {given.name}"
    )


def _remove(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        studio.generation.remove_profile(given.name)
    return Reply({"removed": given.name}, f"Provider {given.name} is forgotten.")


def _key(given: argparse.Namespace) -> Reply:
    key = getpass.getpass("Key: ") if sys.stdin.isatty() else sys.stdin.readline()
    with open_studio(given) as studio:
        if not studio.keys.has_keyring:
            hint = "Put the key into a variable and name that with “providers add”, option --key-env."
            raise InvalidInput("This system has no keyring, so the key would be forgotten at once.", hint=hint)
        studio.generation.set_key(given.name, key)
        hint = studio.generation.key_hint(given.name)
    return Reply({"provider": given.name, "key": hint}, f"{given.name}: {hint}")


def _check(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        status = asyncio.run(studio.generation.check(given.name))
    data = {"provider": status.name, "ready": status.is_ready, "message": status.message, "hint": status.hint}
    return Reply(data, f"{status.message} {status.hint}".strip(), code=0 if status.is_ready else 1)


def _generate(given: argparse.Namespace) -> Reply:
    with open_studio(given) as studio:
        check_key(studio, studio.generation.profile(given.teacher))
        ids = studio.tasks.problem_ids(split=Split(given.split), types=tuple(given.task), unanswered_by=given.teacher)
        ids = ids[: given.limit] if given.limit else ids
        if not ids:
            raise InvalidInput(
                f"{given.teacher} has answered every stored {given.split} problem.", hint="Sample more problems first."
            )
        estimate = studio.generation.estimate(ids, given.teacher, samples=given.samples, concurrency=given.concurrency)
        _agree(studio, given, estimate)
        job = studio.generation.start(
            ids,
            teacher=given.teacher,
            samples=given.samples,
            concurrency=given.concurrency,
            budget=budget_of(given),
            smoke=given.smoke,
            sampling=Sampling(temperature=given.temperature, max_tokens=given.max_tokens),
        )
        record = finish(studio, job)
    data = {"job": job, **record.result}
    failed = sum(record.result["failed"].values())
    text = f"Kept {record.result['kept']} of {record.result['requested']} traces, {failed} failed."
    return Reply(data, f"{text} They wait in review.{_why_not_all(job, record.result)}")


def _why_not_all(job: JobId, result: JsonObject) -> str:
    """What a run that did not ask for everything says, and how to go on."""
    match result["ended_by"]:
        case "budget":
            return f" The budget is used up; “jobs resume {job}” asks for the rest."
        case "smoke":
            return f" Look at them; “jobs resume {job}” asks for the other {result['left']:,}."
        case _:
            return ""


def check_key(studio: Studio, profile: ProviderProfile) -> None:
    """Say before anything is counted or asked that a key is missing, and how a shell gives one. Raises KeyMissing."""
    kind = PROVIDERS[profile.kind]
    if not kind.needs_key or studio.keys.find(profile) is not None:
        return
    variable = profile.key_env or kind.default_key_env
    where = f" --base-url {profile.base_url}" if profile.base_url else ""
    again = f"providers add {profile.name} --kind {profile.kind} --model {profile.model}{where} --key-env"
    hint = f"Set {variable}, or name another variable: {again} VAR." if profile.key_env else f"Run: {again} {variable}."
    if studio.keys.has_keyring:
        hint += f" Or keep the key in the keyring: providers key {profile.name}."
    raise KeyMissing(f"“{profile.name}” needs an API key, and there is none.", hint=hint)


def _agree(studio: Studio, given: argparse.Namespace, estimate: Estimate) -> None:
    """Say what it will cost; ask first where requests leave this machine and a person is there to answer."""
    cost = "unknown" if estimate.cost_usd is None else f"${estimate.cost_usd:.4f}"
    cost += "" if not estimate.dear_usd else f", ${estimate.dear_usd:.4f} if answers are long"
    sys.stderr.write(
        f"{estimate.requests} requests, about {estimate.input_tokens} tokens in and {estimate.output_tokens} out, "
        f"estimated cost {cost}.\n"
    )
    if given.yes or studio.generation.capabilities(given.teacher).is_local:
        return
    if not sys.stdin.isatty():
        raise InvalidInput("This sends paid requests.", hint="Add --yes to agree, and --budget-usd to set a limit.")
    sys.stderr.write("Send them? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise InvalidInput("Nothing was sent.")
