import { grown, newColumn } from './columns.ts';

/**
 * Many short lists of integers, one an owner, packed into one column. A list that outgrows its place moves to the end
 * with double room; when the column is full, the lists are packed into one with room for twice what lives.
 */
export interface Segments {
  start: Int32Array;
  length: Int32Array;
  room: Int32Array;
  data: Int32Array;
  /** Used part of `data`. */
  end: number;
}

/** No lists, with room for `owners` of them. */
export function createSegments(owners: number, elements: number): Segments {
  return {
    start: newColumn(Int32Array, owners),
    length: newColumn(Int32Array, owners),
    room: newColumn(Int32Array, owners),
    data: newColumn(Int32Array, elements),
    end: 0,
  };
}

/** Makes room for `owners` lists. */
export function growOwners(segments: Segments, owners: number): void {
  segments.start = grown(segments.start, owners);
  segments.length = grown(segments.length, owners);
  segments.room = grown(segments.room, owners);
}

/** Replaces all lists by grouping `elements[i]` under `owners[i]`, in the order given. */
export function groupInto(
  segments: Segments,
  ownerCount: number,
  owners: Int32Array,
  elements: Int32Array,
  count: number,
): void {
  growOwners(segments, ownerCount);
  segments.length.fill(0);
  for (let i = 0; i < count; i++) segments.length[owners[i]!]!++;
  let end = 0;
  for (let owner = 0; owner < ownerCount; owner++) {
    segments.start[owner] = end;
    segments.room[owner] = segments.length[owner]!;
    end += segments.length[owner]!;
    segments.length[owner] = 0;
  }
  segments.data = grown(segments.data, end);
  segments.end = end;
  for (let i = 0; i < count; i++) {
    const owner = owners[i]!;
    segments.data[segments.start[owner]! + segments.length[owner]!++] = elements[i]!;
  }
}

/** Adds one element at the end of the owner's list. */
export function append(segments: Segments, owner: number, element: number): void {
  const length = segments.length[owner]!;
  if (length === segments.room[owner]!) makeRoom(segments, owner, Math.max(4, length * 2));
  segments.data[segments.start[owner]! + length] = element;
  segments.length[owner] = length + 1;
}

function makeRoom(segments: Segments, owner: number, room: number): void {
  if (segments.end + room > segments.data.length) repack(segments, room);
  const start = segments.start[owner]!;
  segments.data.copyWithin(segments.end, start, start + segments.length[owner]!);
  segments.start[owner] = segments.end;
  segments.room[owner] = room;
  segments.end += room;
}

function repack(segments: Segments, extra: number): void {
  let live = 0;
  for (let owner = 0; owner < segments.length.length; owner++) live += segments.length[owner]!;
  const larger = newColumn(Int32Array, Math.max(64, (live + extra) * 2));
  let end = 0;
  for (let owner = 0; owner < segments.length.length; owner++) {
    const length = segments.length[owner]!;
    const start = segments.start[owner]!;
    larger.set(segments.data.subarray(start, start + length), end);
    segments.start[owner] = end;
    segments.room[owner] = length;
    end += length;
  }
  segments.data = larger;
  segments.end = end;
}
