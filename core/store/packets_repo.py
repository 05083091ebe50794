# SPDX-License-Identifier: Apache-2.0
"""Packets that were read here, so that a reply can say which one it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import insert, select

from core.changes import ChangeKind
from core.domain.codec import from_json, to_json
from core.domain.packets import PacketHeader
from core.domain.traces import TraceId
from core.errors import UnknownName
from core.store.people_tables import packet_traces, packets
from core.store.rows import Repo, in_chunks, now
from core.store.tables import traces


class PacketsRepo(Repo):
    """The packets of one unit."""

    def add(self, header: PacketHeader, held: Mapping[TraceId, str]) -> None:
        """Keep a packet with its traces and the hashes that it has of them."""
        row = {"sha256": header.sha256, "header": to_json(header), "at": now()}
        packet_id = self._connection.execute(insert(packets).values(row).returning(packets.c.id)).scalar_one()
        rows = [
            {"packet_id": packet_id, "trace_id": trace_id, "content_hash": found} for trace_id, found in held.items()
        ]
        if rows:
            self._connection.execute(insert(packet_traces), rows)
        self._note(ChangeKind.REVIEWS, None)

    def all(self) -> tuple[PacketHeader, ...]:
        """Every packet that was read here, the newest first."""
        query = select(packets.c.header).order_by(packets.c.id.desc())
        return tuple(from_json(PacketHeader, header) for header in self._connection.execute(query).scalars())

    def traces_of(self, sha256: str) -> dict[TraceId, str]:
        """The traces of a packet with the hashes that it has of them. Raises UnknownName."""
        found = self._connection.execute(select(packets.c.id).where(packets.c.sha256 == sha256)).scalar_one_or_none()
        if found is None:
            raise UnknownName("packet", sha256, tuple(header.sha256 for header in self.all()))
        query = select(packet_traces.c.trace_id, packet_traces.c.content_hash).where(packet_traces.c.packet_id == found)
        return {TraceId(trace_id): content for trace_id, content in self._connection.execute(query)}

    def ids_of_keys(self, request_keys: Sequence[str]) -> dict[str, TraceId]:
        """The traces that have these request keys."""
        found: dict[str, TraceId] = {}
        for chunk in in_chunks(request_keys):
            query = select(traces.c.request_key, traces.c.id).where(traces.c.request_key.in_(chunk))
            found |= {key: TraceId(trace_id) for key, trace_id in self._connection.execute(query)}
        return found
