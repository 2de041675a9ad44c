/**
 * The rules of where sponsor slots stand, written down again over the blocks of a story: by reading them one by one, and
 * from nothing that was stored beside them.
 */

/** A block of Portable Text, as far as it matters here. */
export interface SeenBlock {
  readonly _type: string;
  readonly _key: string;
  readonly style?: string;
  readonly listItem?: string;
  readonly [member: string]: unknown;
}

export interface SeenStory {
  readonly blocks: readonly SeenBlock[];
  /** Slugs of its section and those above. */
  readonly sections: readonly string[];
  readonly tags: readonly string[];
  readonly language: string;
  readonly sensitive: boolean;
}

/** A slot that was sold, the first of several that ask for the same place coming first. */
export interface SoldSlot {
  readonly id: string;
  readonly rule: 'top' | 'end' | 'afterWords' | 'everyBlocks';
  readonly amount: number;
  readonly most: number;
  readonly minWords: number;
  readonly sections: readonly string[];
  readonly tags: readonly string[];
  readonly languages: readonly string[];
  readonly allowSensitive: boolean;
  readonly runs: boolean;
}

export interface SeenSlot {
  readonly id: string;
  readonly position: { readonly kind: string; readonly blockKey: string | null };
}

const APART: ReadonlySet<string> = new Set(['image', 'embed', 'table', 'code']);

/** Words of a block, wherever in it they stand: captions, keys and addresses are none. */
function wordsIn(value: unknown, name = ''): number {
  if (typeof value === 'string') {
    return ['text', 'code'].includes(name) ? (value.match(/[a-z]+/gi)?.length ?? 0) : 0;
  }
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [member, inner]) => sum + wordsIn(inner, Array.isArray(value) ? name : member),
    0,
  );
}

const isApart = ({ _type, style }: SeenBlock): boolean => APART.has(_type) || style === 'blockquote';
const isHeading = ({ style = '' }: SeenBlock): boolean => /^h\d$/.test(style);

const levelOf = ({ level }: SeenBlock): number => Number(level ?? 1);

/** Whether an item begins another list than the one that began with `begin`: further out, or of another kind. */
const beginsList = (item: SeenBlock, begin: SeenBlock): boolean =>
  levelOf(item) < levelOf(begin) || (levelOf(item) === levelOf(begin) && item.listItem !== begin.listItem);

/** Everything that is wrong with the slots of a story; nothing when all is well. */
export function faultsOfSlots(
  story: SeenStory,
  sold: readonly SoldSlot[],
  shown: readonly SeenSlot[],
): string[] {
  return new SlotCheck(story, sold, shown).faults();
}

class SlotCheck {
  private readonly words: number[];
  private readonly total: number;
  /** Number of blocks before each slot that is shown. */
  private readonly places: number[];

  constructor(
    private readonly story: SeenStory,
    private readonly sold: readonly SoldSlot[],
    private readonly shown: readonly SeenSlot[],
  ) {
    this.words = story.blocks.map((block) => wordsIn(block));
    this.total = this.wordsBefore(story.blocks.length);
    this.places = shown.map(({ position: { kind, blockKey } }) => {
      if (kind === 'top') return 0;
      if (kind === 'end') return story.blocks.length;
      return story.blocks.findIndex(({ _key }) => _key === blockKey) + 1;
    });
  }

  faults(): string[] {
    return [...this.neighbours(), ...this.gaps(), ...this.sales(), ...this.room()];
  }

  private wordsBefore(place: number): number {
    return this.words.slice(0, place).reduce((sum, count) => sum + count, 0);
  }

  /** Slots are in order, and between any two there is something to read. */
  private neighbours(): string[] {
    return this.places.slice(1).flatMap((place, index) => {
      const before = this.places[index] as number;
      if (place < before) return [`${index + 1} stands before the slot before it`];
      return this.wordsBefore(place) > this.wordsBefore(before) ? [] : [`${index + 1} stands beside a slot`];
    });
  }

  /** Whether a slot may stand above the first block, or below the last. */
  private isOpenAt(edge: 'top' | 'end'): boolean {
    const { blocks } = this.story;
    const beside = edge === 'top' ? blocks[0] : blocks.at(-1);
    return !beside || !(isApart(beside) || (edge === 'end' && isHeading(beside)));
  }

  /** Whether a slot may stand after so many blocks. */
  private isOpen(place: number): boolean {
    const { blocks } = this.story;
    const [before, after] = [blocks[place - 1], blocks[place]];
    if (!before || !after || isHeading(before) || isApart(before) || isApart(after)) return false;
    return !before.listItem || !after.listItem || beginsList(after, this.listBegin(place - 1));
  }

  /** The first item of the list that a block stands in. */
  private listBegin(index: number): SeenBlock {
    const { blocks } = this.story;
    let first = index;
    while (blocks[first - 1]?.listItem) first -= 1;
    return blocks
      .slice(first, index + 1)
      .reduce((begin, block) => (beginsList(block, begin) ? block : begin));
  }

  private gaps(): string[] {
    return this.shown.flatMap(({ position: { kind, blockKey } }, index) => {
      if (kind === 'top' || kind === 'end') {
        const faults = blockKey === null ? [] : [`${index} has a key`];
        return this.isOpenAt(kind) ? faults : [...faults, `${index} stands beside what stands apart`];
      }
      return kind === 'after' && this.isOpen(this.places[index] as number)
        ? []
        : [`${index} stands ${kind} ${blockKey}, where no slot may`];
    });
  }

  private isSold({ sections, tags, languages, allowSensitive, minWords, runs }: SoldSlot): boolean {
    const { story } = this;
    const any = (wanted: readonly string[], has: readonly string[]) =>
      wanted.length === 0 || wanted.some((one) => has.includes(one));
    const parts = story.language.toLowerCase().split('-');
    const spoken = parts.map((_, index) => parts.slice(0, index + 1).join('-'));
    return (
      runs &&
      this.total >= minWords &&
      (allowSensitive || !story.sensitive) &&
      any(sections, story.sections) &&
      any(tags, story.tags) &&
      any(
        languages.map((one) => one.toLowerCase()),
        spoken,
      )
    );
  }

  private placesOf({ id }: SoldSlot): number[] {
    return this.places.filter((_, index) => this.shown[index]?.id === id);
  }

  /** Each slot stands where it was sold for. */
  private sales(): string[] {
    const known = new Set(this.sold.map(({ id }) => id));
    const strangers = this.shown.filter(({ id }) => !known.has(id)).map(({ id }) => `${id} was not sold`);
    return [...strangers, ...this.sold.flatMap((slot) => this.saleFaults(slot))];
  }

  private saleFaults(slot: SoldSlot): string[] {
    const places = this.placesOf(slot);
    if (places.length === 0) return [];
    const { id, rule, amount, most } = slot;
    const kinds = this.shown.filter((one) => one.id === id).map(({ position: { kind } }) => kind);
    const isRight = kinds.every((kind) => kind === (rule === 'top' || rule === 'end' ? rule : 'after'));
    const isEarly = places.some((place, index) =>
      rule === 'afterWords'
        ? this.wordsBefore(place) < amount
        : rule === 'everyBlocks' && place - (places[index - 1] ?? 0) < amount,
    );
    return [
      ...(this.isSold(slot) ? [] : [`${id} stands in a story that it was not sold for`]),
      ...(isRight ? [] : [`${id} stands in another way than it was sold`]),
      ...(isEarly ? [`${id} stands too early`] : []),
      ...(places.length > most ? [`${id} stands too often`] : []),
    ];
  }

  /** Whoever has no place, or a later one than could be, was kept from it by those who come first. */
  private room(): string[] {
    return this.sold.flatMap((slot, order) => {
      if (!this.isSold(slot)) return [];
      const own = this.placesOf(slot);
      const missed = this.wanted(slot, own).filter((place) => this.isFreeFor(slot, order, place));
      return missed.length > 0 ? [`${slot.id} could stand at ${missed.join()}, has ${own.join()}`] : [];
    });
  }

  /** Places that a slot should have had before those that it has. */
  private wanted({ rule, amount, most }: SoldSlot, own: readonly number[]): number[] {
    if (rule === 'top' || rule === 'end') {
      if (own.length > 0 || !this.isOpenAt(rule)) return [];
      return [rule === 'top' ? 0 : this.story.blocks.length];
    }
    const open = this.story.blocks.flatMap((_, index) => (this.isOpen(index + 1) ? [index + 1] : []));
    if (rule === 'afterWords') {
      return open.filter((place) => this.wordsBefore(place) >= amount && place < (own[0] ?? Infinity));
    }
    const turns = own.length < most ? [...own, Infinity] : own;
    return turns.flatMap((end, index) =>
      open.filter((place) => place >= (own[index - 1] ?? 0) + amount && place < end),
    );
  }

  /** Whether nobody who comes before, nor the slot itself, stands there or beside it. */
  private isFreeFor(slot: SoldSlot, order: number, place: number): boolean {
    const first = new Set(this.sold.slice(0, order + 1).map(({ id }) => id));
    return !this.places.some((taken, index) => {
      const { id = '', position } = this.shown[index] ?? {};
      const isBefore = first.has(id) && !(id === slot.id && position?.kind === 'after' && taken > place);
      return isBefore && this.wordsBefore(taken) === this.wordsBefore(place);
    });
  }
}
