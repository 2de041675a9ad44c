import type { ImportedStory } from '../imports/article-import.service.js';
import { ConversionTally, type ConvertedReport, type ConvertedStatus } from '../imports/converted-report.js';
import type { NinjsStory } from './ninjs-story.js';

/** Keeps the report of one import. What an item says counts only where it was taken over. */
export class NinjsTally extends ConversionTally<ConvertedReport> {
  /** Ids of stories that stay as they are, each as often as it came. */
  readonly unchanged: string[] = [];

  took(story: NinjsStory, { id, outcome }: ImportedStory): void {
    if (outcome !== 'unchanged') {
      this.imported(story);
      return;
    }
    this.unchanged.push(id);
    this.lost.addAll(story.lost);
    this.mended.addAll(story.mended);
  }

  /** Counts those that stay as they are by the status that they have here: an older version of an item has another. */
  countUnchanged(statuses: ReadonlyMap<string, ConvertedStatus>): void {
    const { byStatus } = this.report;
    for (const id of this.unchanged) {
      const status = statuses.get(id);
      if (status) byStatus[status] = (byStatus[status] ?? 0) + 1;
    }
  }
}
