import type { DemoArticle } from './demo-types.js';

const halfMarathonBody = `
The Lake Orrin half marathon has a rule of its own: the slowest start first. Every runner names the time
they expect to need, and sets off so much earlier that, if all the guesses were right, all would cross the
line together at noon.

This Sunday **412 runners** tried it. At two minutes to twelve there were 190 of them on the last straight,
which is three hundred metres long and not very wide.

## Who came first

| Place | Runner's own guess | Needed | Difference |
| --- | --- | --- | --- |
| 1 | 2:31:00 | 2:24:10 | 6:50 faster |
| 2 | 1:58:00 | 1:51:32 | 6:28 faster |
| 3 | 2:05:00 | 1:58:41 | 6:19 faster |

The winner is a postman of fifty-eight who had not run a race before. The fastest runner of the day, who
needed an hour and nine minutes, finished in place 203.

## A prize for honesty

The prize that everybody wants is a different one. It goes to the runner whose guess was nearest, and it was
won by a pair of twins, each of whom was out by a single second.

- Entry costs nothing under sixteen.
- There is soup at kilometre fourteen.
- Watches are not forbidden, but they are *frowned upon*.

Next year's race is on the first Sunday of October. The last straight will be widened, the organisers say,
by removing a flower bed.
`;

const chessBody = `
<p>It took seven months, eighty-one postcards and one lost bicycle bag, and it ended in a draw: the chess
clubs of Corvale and Valea Liliacului have finished their match by post.</p>
<p>Both clubs had to close their rooms in spring. Since half of the members had no computer and the other
half spent the day in front of one, they agreed on cards. Each week every player sent a move and, by custom,
a sentence about the weather.</p>
<h2>The game of the match</h2>
<p>Ten boards were played. The shortest game fits on the back of one card and is now on the wall in both
clubs:</p>
<pre><code>1. e4 e5 2. Nf3 d6 3. d4 Bg4 4. dxe5 Bxf3
5. Qxf3 dxe5 6. Bc4 Nf6 7. Qb3 Qe7 8. Nc3 c6</code></pre>
<p>At that point the two players, aged eleven and seventy-nine, agreed to stop, for they had begun to write
about beekeeping and needed the room.</p>
<blockquote><p>I had forgotten that an opponent is somebody who thinks about you all week.</p></blockquote>
<p>The final score was five to five. The clubs will play on, with moves of the knight alone to be announced
by telephone, because so many of those were misread.</p>
`;

const rowingBody = `
<p>Eight women from the rowing club of Port Alsey rowed a hundred kilometres along the coast on Saturday,
from lighthouse to lighthouse, and stepped ashore after ten hours and four minutes with <strong>blisters and
a cheque</strong> for the lifeboat.</p>
<p>The youngest of the crew is twenty-two and the oldest sixty-six. They had trained on the harbour basin,
two hundred metres long, which meant about five hundred turns for every practice over the full distance.</p>
<h2>The plan and the day</h2>
<p>The plan was to row with the tide and to rest against it. The day had other ideas: fog stood until nine,
and the crew lost an hour behind the breakwater with a flask of tea.</p>
<ul>
<li>Strokes in all: about 17,000</li>
<li>Bananas: 41</li>
<li>Seals that kept pace: 3</li>
</ul>
<p>A launch of the harbour board followed with spare oars, none of which were needed. At the last headland
the crew of a trawler dipped its flag.</p>
<hr>
<p>The sum raised so far pays for a new radio. A second crew, this time of grandparents only, has asked for
the boat in May.</p>
`;

/** Stories of the SPORT section. */
export const sportArticles: DemoArticle[] = [
  {
    externalId: 'paradox-1016',
    status: 'published',
    headline: 'At Lake Orrin the slowest start first, and all arrive at noon',
    section: 'sport',
    slug: 'lake-orrin-half-marathon-slowest-start-first',
    dek: 'A postman of fifty-eight wins the half marathon; the fastest runner comes 203rd.',
    body: { markdown: halfMarathonBody },
    authors: ['radu-lupescu-vale'],
    tags: ['running', 'tourism', 'food'],
    leadImage: {
      url: '/demo/pictures/lake-run.svg',
      alt: 'A dense crowd of runners by a lake; ahead of them a man in a postman’s cap breaks the tape below a clock at noon',
      width: 1200,
      height: 675,
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2020-10-04T14:30:00.000Z',
    comments: [
      {
        externalId: 'paradox-1016-c1',
        name: 'Number 318',
        body: 'I was passed by two hundred people in ten minutes and have never felt so well accompanied.',
        createdAt: '2020-10-04T16:00:00.000Z',
        status: 'approved',
      },
      {
        externalId: 'paradox-1016-c2',
        parentExternalId: 'paradox-1016-c1',
        name: 'Number 12',
        body: 'I was one of them. You waved!',
        createdAt: '2020-10-04T17:12:00.000Z',
        status: 'approved',
      },
      {
        externalId: 'paradox-1016-c3',
        name: 'Gardener',
        body: 'Please not the flower bed. Could the finish be moved by fifty metres in its place?',
        createdAt: '2020-10-05T06:50:00.000Z',
        status: 'approved',
      },
    ],
  },
  {
    externalId: 'paradox-1017',
    status: 'published',
    headline: 'Eighty-one postcards, ten boards, one draw',
    section: 'sport',
    slug: 'eighty-one-postcards-ten-boards-one-draw',
    dek: 'Two chess clubs that had to close their rooms played on by post.',
    body: { html: chessBody },
    authors: ['radu-lupescu-vale'],
    tags: ['chess', 'education', 'libraries'],
    leadImage: {
      url: '/demo/pictures/chess-cards.svg',
      alt: 'Postcards pinned around a wooden chess board, threads leading from two of them to the pieces',
      width: 1200,
      height: 675,
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2020-11-07T12:00:00.000Z',
  },
  {
    externalId: 'paradox-1018',
    status: 'published',
    headline: 'Eight women row a hundred kilometres for the lifeboat',
    section: 'sport',
    slug: 'eight-women-row-a-hundred-kilometres',
    dek: 'Fog, forty-one bananas and three seals on the way from lighthouse to lighthouse.',
    body: { html: rowingBody },
    authors: ['maren-sund', 'radu-lupescu-vale'],
    tags: ['harbours', 'oceans'],
    leadImage: {
      url: '/demo/pictures/coastal-eight.svg',
      alt: 'A rowing eight on a calm, blue-grey sea, three seals beside it and a lighthouse ahead',
      width: 1200,
      height: 675,
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2020-09-13T18:20:00.000Z',
  },
];
