import type { DemoArticle } from './demo-types.js';

const millBody = `
When the owner of the water mill at Corvale announced that he would retire, the bakers who had bought his
flour for two decades met in the largest of their kitchens and did some arithmetic. In the last week of
September they bought the mill.

The **Corvale Bakers' Cooperative** has fourteen members, none of them large. Between them they use nine
tonnes of flour a month, which is almost exactly what the two stones can grind.

## Where the money came from

- A loan from the town's credit union, to be paid back over twelve years
- Shares of fifty coins each, sold to 610 customers
- A grant for the new turbine, which also lights the yard

Shareholders receive no dividend. They get a loaf on the first Monday of each month and one vote a year, no
matter how many shares they hold.

> We were not trying to own a mill. We were trying not to lose one.

That is how the cooperative's treasurer puts it. Members who wanted out before the purchase could leave with
their deposit; nobody did.

## What changes for customers

Very little, the bakers hope. Prices stay as they are until spring, and the mill will keep its [open
day](https://corvale-mill.example/open-day) in June, with the stones running.
`;

const auctionBody = `
<p>At a quarter to five each morning a bell rings in the fish hall of Port Alsey, as it has since 1911. What
follows is new: since this month the buyers need not be in the room.</p>
<p>The harbour's auction now runs on a screen that any registered restaurant or shop can open. The boats
report their catch while still at sea, so that a kitchen knows by four o'clock what it might cook at
noon.</p>
<h2>The first two weeks</h2>
<table>
<thead><tr><th>Measure</th><th>Before</th><th>Now</th></tr></thead>
<tbody>
<tr><td>Registered buyers</td><td>31</td><td>94</td></tr>
<tr><td>Length of the auction</td><td>70 min</td><td>25 min</td></tr>
<tr><td>Fish left unsold</td><td>6%</td><td>2%</td></tr>
</tbody>
</table>
<p>Not everybody was in favour. Several older buyers feared that nobody would <em>look</em> at the fish any
more, so the harbour office pays two inspectors to do just that and to grade each crate before the bell.</p>
<p>The crews are content for a simpler reason. With the sale over by half past five, they are home for
breakfast.</p>
<p>And the bell? It is rung by hand still, next to a microphone, because the buyers at home asked to hear
it.</p>
`;

const nightTrainBody = `
<p>A single sleeping car, attached twice a week to a freight train, has filled more beds in the Lower
Corvale valley this autumn than any campaign the innkeepers could remember.</p>
<p>The car leaves the capital after dinner and is uncoupled at the valley's last station a little after
seven in the morning. It has thirty berths. Since the service began in September, twenty-eight of them have
been taken on an average night.</p>
<h2>How a valley caught a train</h2>
<ol>
<li>Eleven inns agreed to guarantee half of the cost of the first season.</li>
<li>The railway lent a car that had been standing in a siding for six years.</li>
<li>A carpenter from the valley rebuilt the berths, one compartment a week.</li>
<li>The station café promised breakfast for every passenger, whatever the delay.</li>
</ol>
<p>The guarantee has not been needed so far. What surprised the innkeepers was how long people stayed:
guests who came by car used to leave after one night, while those from the train tend to stay for three.</p>
<blockquote><p>Nobody travels twelve hours to look at one waterfall.</p></blockquote>
<p>Thus the explanation of the woman who runs the inn nearest to the platform. She has put in a larger
boiler.</p>
<p>The season ends in November. The innkeepers have already asked for a second car.</p>
`;

/** Stories of the BUSINESS section. */
export const businessArticles: DemoArticle[] = [
  {
    externalId: 'paradox-1005',
    status: 'published',
    headline: 'Fourteen bakers buy the mill that fed them',
    section: 'business',
    slug: 'fourteen-bakers-buy-the-mill',
    dek: 'Faced with the loss of their only local flour, the bakeries of Corvale pooled their savings.',
    body: { markdown: millBody },
    authors: ['tomas-okell'],
    tags: ['food', 'small-business', 'energy'],
    leadImage: {
      url: '/demo/pictures/corvale-mill.svg',
      alt: 'A stone water mill with its wheel turning, flour sacks stacked by the door',
      width: 1200,
      height: 675,
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2020-10-06T05:30:00.000Z',
    comments: [
      {
        externalId: 'paradox-1005-c1',
        name: 'Shareholder 212',
        body: 'Best investment I have ever made, and I intend to eat the proceeds.',
        createdAt: '2020-10-06T07:00:00.000Z',
        status: 'approved',
      },
      {
        externalId: 'paradox-1005-c2',
        parentExternalId: 'paradox-1005-c1',
        name: 'Bread Fan',
        body: 'Which loaf do they give? I am asking before I buy.',
        createdAt: '2020-10-06T08:10:00.000Z',
        status: 'approved',
      },
      {
        externalId: 'paradox-1005-c3',
        parentExternalId: 'paradox-1005-c2',
        name: 'Shareholder 212',
        body: 'The dark rye, last Monday.',
        createdAt: '2020-10-06T08:25:00.000Z',
        status: 'approved',
      },
    ],
  },
  {
    externalId: 'paradox-1006',
    status: 'published',
    headline: 'Port Alsey’s fish auction moves online and keeps its bell',
    section: 'business',
    slug: 'port-alsey-fish-auction-moves-online',
    dek: 'Three times as many buyers, a third of the time, and the crews are home for breakfast.',
    body: { html: auctionBody },
    authors: ['tomas-okell', 'june-abara'],
    tags: ['harbours', 'food', 'small-business', 'oceans'],
    leadImage: {
      url: '/demo/pictures/fish-hall.svg',
      alt: 'Crates of fish in rows under the lamps of an auction hall, a great brass bell above them',
      width: 1200,
      height: 675,
      caption: 'The hall before the bell.',
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2020-10-20T04:50:00.000Z',
    modifiedAt: '2020-10-20T09:00:00.000Z',
  },
  {
    externalId: 'paradox-1007',
    status: 'published',
    headline: 'One sleeping car fills the inns of a valley',
    section: 'business',
    slug: 'one-sleeping-car-fills-the-inns',
    dek: 'Eleven innkeepers guaranteed a night train, and have not had to pay for it.',
    body: { html: nightTrainBody },
    authors: ['ilse-varga', 'tomas-okell'],
    tags: ['transport', 'tourism', 'small-business'],
    leadImage: {
      url: '/demo/pictures/sleeping-car.svg',
      alt: 'A blue sleeping car alone at a small mountain station at dawn',
      width: 1200,
      height: 675,
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2020-11-02T07:00:00.000Z',
  },
];
