import type { DemoArticle } from './demo-types.js';

const capsuleBody = `
The archive of Veldham has sealed a box that is to be opened on the first day of 2099. In it are a film
reel, a floppy disk, a clay tablet made by a school class, and a printed page that explains how to read the
other three.

Bets are open on which will still be legible. The archivist has put her money on the clay.

> Paper for the next century, clay for the next ten.

The box stands behind glass in the reading room, where anybody may look at it and nobody may touch it.
`;

const cellarConcertBody = `
<p>A string quartet is rehearsing in the cellar of the old dairy, where an echo lasts for nine seconds.</p>
<p>Notes for this story: ask the cellist about the cheese racks; check the date of the first concert; find
out whether the echo is any shorter with an audience.</p>
<p>Photographs are promised for next week.</p>
<p>The dairy's former manager, who can tell the rooms apart by their sound, has agreed to an interview.</p>
`;

const marketStallBody = `
<p>The Saturday market of Brindle Bay is to move from the quay to the school yard while the quay is
repaved.</p>
<p>The traders have drawn lots for their places, and the cheese stall has the one beneath the basketball
hoop.</p>
<p>The move was planned for four weeks from the middle of October.</p>
<p>It has since been put off, and this notice was withdrawn so that nobody should go to the wrong place.</p>
`;

const registrationBody = `
Places for the Lake Orrin half marathon can be had until the end of September.

To enter, send a card with your name and the time that you expect to need. You will start by it.

Starting numbers can be fetched at the boathouse on the evening before the race.

Helpers are still sought for the soup at kilometre fourteen.
`;

/** One story of each kind that readers must not see: scheduled, draft, unpublished and expired. */
export const hiddenArticles: DemoArticle[] = [
  {
    externalId: 'paradox-1023',
    status: 'scheduled',
    headline: 'A box sealed in 2020 is opened today',
    section: 'technology',
    slug: 'box-sealed-in-2020-is-opened-today',
    dek: 'Film, floppy disk or clay: which of them can still be read?',
    body: { markdown: capsuleBody },
    authors: ['june-abara'],
    tags: ['libraries', 'museums', 'education'],
    leadImage: {
      url: '/demo/pictures/sealed-box.svg',
      alt: 'A child looking at a sealed metal box behind glass in a reading room',
      width: 1200,
      height: 675,
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: null,
    publishAt: '2099-01-01T09:00:00.000Z',
  },
  {
    externalId: 'paradox-1024',
    status: 'draft',
    headline: 'Nine seconds of echo: a quartet in the cellar',
    section: 'culture',
    slug: 'nine-seconds-of-echo',
    dek: 'The old dairy turns out to be a concert hall.',
    body: { html: cellarConcertBody },
    authors: ['adele-corbin'],
    tags: ['music', 'food'],
    language: 'en',
    publishedAt: null,
  },
  {
    externalId: 'paradox-1025',
    status: 'unpublished',
    headline: 'Market to move to the school yard',
    section: 'business',
    slug: 'market-to-move-to-the-school-yard',
    dek: 'While the quay is repaved, the cheese is under the basketball hoop.',
    body: { html: marketStallBody },
    authors: ['tomas-okell'],
    tags: ['food', 'small-business', 'harbours'],
    language: 'en',
    publishedAt: '2020-10-12T06:00:00.000Z',
    modifiedAt: '2020-10-13T12:00:00.000Z',
    comments: [
      {
        externalId: 'paradox-1025-c1',
        name: 'Early Bird',
        body: 'So which Saturday is it to be?',
        createdAt: '2020-10-12T07:30:00.000Z',
        status: 'approved',
      },
    ],
  },
  {
    externalId: 'paradox-1026',
    status: 'expired',
    headline: 'Last places for the Lake Orrin half marathon',
    section: 'sport',
    slug: 'last-places-for-the-lake-orrin-half-marathon',
    dek: 'Entries are taken until the end of September.',
    body: { text: registrationBody },
    authors: ['radu-lupescu-vale'],
    tags: ['running', 'tourism'],
    language: 'en',
    publishedAt: '2020-09-11T08:00:00.000Z',
    expiresAt: '2020-10-01T00:00:00.000Z',
  },
];
