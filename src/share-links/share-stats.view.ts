import { ObjectType } from '@nestjs/graphql';
import { Public } from '../platform/api/view.js';

/** What came, apart: people count as shares, the others do not. */
@ObjectType({ isAbstract: true })
abstract class Visits {
  @Public('int', 'Visits of people.') human: number;
  @Public('int', 'Visits of programs: crawlers, previews of links, monitors.') bot: number;
  @Public('int', 'Visits that may be anything: HEAD, and what is fetched ahead.') unknown: number;
}

@ObjectType({ description: 'Visits of all short links together.' })
export class VisitTotals extends Visits {}

@ObjectType({ description: 'Visits through one network.' })
export class NetworkVisits extends Visits {
  @Public('text', 'The network; `link` for the bare short link.') network: string;
}

@ObjectType({ description: 'Visits of one day.' })
export class DayVisits extends Visits {
  @Public('text', 'The day in UTC, as `2026-05-31`.') day: string;
  @Public('int', 'How many different people came, as far as can be told without knowing them.')
  visitors: number;
  @Public(() => [NetworkVisits], 'By network, most visits of people first.') byNetwork: NetworkVisits[];
}

@ObjectType({ description: 'Visits of one short link.' })
export class CodeVisits extends Visits {
  @Public('text', 'Its code.') code: string;
  @Public('text', 'Its campaign; null for the usual link.', { nullable: true }) campaign: string | null;
}

@ObjectType({ description: 'Visits of people that came from one site.' })
export class ReferrerVisits {
  @Public('text', 'Host name of the site; `other` for all beyond the first 500.') domain: string;
  @Public('int', 'Visits, of all time.') visits: number;
}

@ObjectType({ description: 'Visits through the short links of a story or a sponsor slot, over some days.' })
export class VisitStats {
  @Public('text', 'The first day in UTC, as `2026-05-02`.') from: string;
  @Public('text', 'The last day, which is today.') to: string;
  @Public(() => VisitTotals, 'All visits of these days.') totals: VisitTotals;
  @Public(() => [DayVisits], 'Day by day, those without visits too.') byDay: DayVisits[];
  @Public(() => [NetworkVisits], 'By network, most visits of people first.') byNetwork: NetworkVisits[];
  @Public(() => [CodeVisits], 'By short link, most visits of people first; a hundred at most.')
  byCode: CodeVisits[];
  @Public(() => [ReferrerVisits], 'Where people came from, of all time; the hundred commonest.')
  referrers: ReferrerVisits[];
}
