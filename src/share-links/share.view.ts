import { ObjectType } from '@nestjs/graphql';
import { Public } from '../platform/api/view.js';

@ObjectType({ description: 'A link that opens a network with the story ready to be shared.' })
export class ShareLink {
  @Public('text', 'The network, as the site settings name it.') network: string;
  @Public('text', 'Text of the link.') label: string;
  @Public('url', 'Where it leads.') url: string;
  @Public(
    'text',
    "For networks of many servers: the same on the reader's own, whose host name takes the place of `{instance}`.",
    { nullable: true },
  )
  instanceUrl: string | null;
}

@ObjectType({ description: "Data for the browser's own share sheet (Web Share API)." })
export class WebShare {
  @Public('text', 'Title.') title: string;
  @Public('text', 'Text.') text: string;
  @Public('url', 'Address.') url: string;
}

@ObjectType({ description: 'Visits through the links of one network.' })
export class NetworkCount {
  @Public('text', 'The network.') network: string;
  @Public('int', 'Visits.') count: number;
}

@ObjectType({ description: 'Visits that came through the share links; may lag five seconds.' })
export class ShareCounts {
  @Public('int', 'Visits through all links.') total: number;
  @Public(() => [NetworkCount], 'Visits by network, most first.') byNetwork: NetworkCount[];
}

@ObjectType({ description: 'Everything to share a story with.' })
export class Share {
  @Public('url', 'Canonical address of the story.') url: string;
  @Public('url', 'Short address of the story.') shortUrl: string;
  @Public('text', 'Title to share it with.') title: string;
  @Public('text', 'Text to share it with.') text: string;
  @Public(() => [ShareLink], 'A link per network, in the order of the site settings.') links: ShareLink[];
  @Public(() => WebShare, "Data for the browser's own share sheet.") webShare: WebShare;
  @Public('url', 'Picture of a QR code that leads to the short address.') qrUrl: string;
  @Public(() => ShareCounts, 'Visits that came through the share links.') counts: ShareCounts;
}
