import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** A related story that an editor chose; pins come first, in their order, while their time lasts. */
@Entity('related_pin')
@Check('related_pin_times', 'starts_at < ends_at')
@Index('related_pin_by_related', ['relatedId'])
@Index('related_pin_starting', ['startsAt'], { where: 'starts_at is not null' })
@Index('related_pin_ending', ['endsAt'], { where: 'ends_at is not null' })
export class RelatedPinEntity {
  @Reference('ArticleEntity', 'related_pin_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  @Reference('ArticleEntity', 'related_pin_related', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  relatedId: string;
  @Column('integer') position: number;
  /** Null for what stands from the first, and for good. */
  @Instant({ nullable: true }) startsAt: Date | null;
  @Instant({ nullable: true }) endsAt: Date | null;
}

/** A story that an editor does not want beside another. */
@Entity('related_exclusion')
@Index('related_exclusion_by_excluded', ['excludedId'])
export class RelatedExclusionEntity {
  @Reference('ArticleEntity', 'related_exclusion_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  @Reference('ArticleEntity', 'related_exclusion_excluded', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  excludedId: string;
}

/**
 * The related stories of a story as they are shown: its pins and what was computed, in order. More are kept than are
 * shown, so that one that goes out of sight leaves no hole.
 */
@Entity('related_story')
@Check('related_story_source', `source in ('pinned', 'computed')`)
@Index('related_story_by_related', ['relatedId'])
export class RelatedStoryEntity {
  @Reference('ArticleEntity', 'related_story_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  /** Pins have the lowest ranks. */
  @PrimaryColumn('integer') rank: number;
  @Reference('ArticleEntity', 'related_story_related', { onDelete: 'CASCADE' }) relatedId: string;
  @Column('text') source: 'pinned' | 'computed';
  /** Null for a pin. */
  @Column('real', { nullable: true }) score: number | null;
  @Column('json') reasons: { kind: string; detail: string }[];
}

/** A story whose related stories have to be chosen anew. Gone once they are. */
@Entity('related_due')
@Index('related_due_since', ['since'])
@Index('related_due_rebuilds', ['articleId'], { where: 'rebuilds' })
export class RelatedDueEntity {
  @Reference('ArticleEntity', 'related_due_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  /** Whether it was saved, so that the stories beside which it may now belong are due too. */
  @Column('boolean') spreads: boolean;
  /** Whether what it is about has to be made out anew first. */
  @Column('boolean', { default: false }) rebuilds: boolean;
  @Instant({ default: () => 'now()' }) since: Date;
}

/** What a published story is about, for the choice of related stories; see `related-profile.ts`. */
@Entity('related_profile')
@Index('related_profile_language', ['language', 'articleId'])
export class RelatedProfileEntity {
  @Reference('ArticleEntity', 'related_profile_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  /** The primary subtag: terms of one language are counted together. */
  @Column('text') language: string;
  /** Words, those of the headline and the dek counted as often as they weigh. */
  @Column('real') length: number;
  /** `language:lexeme`, the weightiest first; a name has `=` before it, and two letters of a text without spaces are a term. */
  @Column('text', { array: true }) terms: string[];
  /** The same as they are written. */
  @Column('text', { array: true }) words: string[];
  /** How much the story is about each, saturated and by its length, without regard to how rare the term is. */
  @Column('real', { array: true }) weights: number[];
  /** By the clock and not the transaction: compared with `chosenAt`, in the order in which turns were taken. */
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) madeAt: Date;
  /** When its related stories were chosen; null until then. */
  @Column('timestamptz', { nullable: true }) chosenAt: Date | null;
  /** What its terms and its tags came to at that choice, by how rare they were: the scores in its list are parts of it. */
  @Column('real', { nullable: true }) whole: number | null;
  @Column('real', { nullable: true }) wholeOfTags: number | null;
}

/** A term of a profile: found by term, the weightiest first. Written by the triggers of `related_profile`. */
@Entity('related_posting')
export class RelatedPostingEntity {
  @PrimaryColumn('text') term: string;
  @PrimaryColumn('real') weight: number;
  @PrimaryColumn('uuid') articleId: string;
}

/** In how many profiles a term stands. Written by the triggers of `related_profile`. */
@Entity('related_term')
export class RelatedTermEntity {
  @PrimaryColumn('text') term: string;
  @Column('integer') stories: number;
}

/** How many profiles there are in a language, and their length together. Written by the same triggers. */
@Entity('related_corpus')
export class RelatedCorpusEntity {
  @PrimaryColumn('text') language: string;
  @Column('integer') stories: number;
  @Column('double precision') length: number;
}
