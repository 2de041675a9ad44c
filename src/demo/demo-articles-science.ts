import type { DemoArticle } from './demo-types.js';

const meteorBody = `
It began with eleven people, a village green and a spreadsheet. Three years on, the **Shared Sky Notebook**
holds ten thousand meteors, each one seen by somebody who was lying on a blanket at the time.

The rules are short. An observer writes down the time, the part of the sky and a guess at the brightness; at
least two others, in other places, must have seen the same streak before it counts.

## What three observers can tell

With three sightings the notebook's program works out how high the meteor was when it lit up and roughly
where it came from. The code is free for anybody to read. A record looks like this:

~~~json
{
  "seenAt": "2020-08-12T23:41:07Z",
  "observers": 3,
  "magnitude": -1.5,
  "heightKm": { "begin": 104, "end": 81 }
}
~~~

## The best nights so far

| Night | Observers | Confirmed meteors |
| --- | --- | --- |
| 12 August 2018 | 38 | 611 |
| 12 August 2019 | 52 | 790 |
| 12 August 2020 | 147 | 1,904 |

The last figure owes something to a clear sky and something to a summer in which people had few other places
to be. A school class in Veldham sent in ninety sightings, of which seventy-one were confirmed.

The group's next aim is December, when the nights are long and the
[Geminids](https://skynotebook.example/geminids) are due. Blankets will be lent to beginners, and so will
hot-water bottles.
`;

const balloonBody = `
<p>A weather balloon, a lunch box and a second-hand camera were all that the physics club of Brindle Bay
needed to see the edge of the Earth. The box came down in a turnip field ninety kilometres away, a little
dented, with two hours of pictures in it.</p>
<figure>
<img src="/demo/pictures/horizon.svg"
alt="The curved horizon with a thin blue layer of air above it, the sun in a black sky"
width="1200" height="675">
<figcaption>The horizon from 31 kilometres.</figcaption>
</figure>
<p>The balloon reached 31 kilometres before it burst, as it was meant to. At that height the sky is black at
noon and the air outside is colder than the club's freezer, which is where the camera had spent a night in
preparation.</p>
<h2>What went into the box</h2>
<ul>
<li>a camera with a new battery,</li>
<li>a tracker that calls home once it is back within reach of a mast,</li>
<li>a thermometer, and</li>
<li>a note for the finder, in three languages, with the promise of a cake.</li>
</ul>
<p>The farmer who found it claimed the cake. He has also asked the club to speak at the next meeting of his
growers' association, which wanted to know what the fields look like from there.</p>
<p>The flight had been announced to the air traffic office three weeks ahead. The club has published its
checklist so that other schools need not begin from nothing.</p>
`;

const seagrassBody = `
<p>The seagrass meadow in the shelter of Port Alsey's long pier has doubled in area in three summers, divers
who map it by hand reported this week.</p>
<p>In 2017 the meadow covered 1.3 hectares; in September it covered 2.7. The gain followed a small change:
boats now tie up to fixed buoys, and their chains no longer sweep the sea floor in circles.</p>
<table>
<thead><tr><th>Survey</th><th>Area (ha)</th><th>Young fish per square metre</th></tr></thead>
<tbody>
<tr><td>September 2017</td><td>1.3</td><td>2</td></tr>
<tr><td>September 2018</td><td>1.6</td><td>3</td></tr>
<tr><td>September 2019</td><td>2.1</td><td>5</td></tr>
<tr><td>September 2020</td><td>2.7</td><td>7</td></tr>
</tbody>
</table>
<p>Seagrass slows waves, shelters young fish and stores carbon in the mud beneath it. It also dislikes
shade, which is why the divers ask walkers on the pier not to pour anything over the rail, <strong>not even
fresh water</strong>.</p>
<h3>Counting by hand</h3>
<p>Each September fourteen volunteers swim along ropes laid over the bottom and note, metre by metre, what
grows beneath them. The work takes six days. A drone could do part of it in an hour, and next year one will
fly along, so that the two ways of counting can be compared.</p>
<blockquote><p>The drone does not notice the crabs. We do.</p></blockquote>
<p>The harbour board has ordered twenty more buoys.</p>
`;

/** Plain text has no soft line breaks: a paragraph is one line. */
const swiftText = [
  'When the brickworks at Tesmere closed, its chimney was to be pulled down within the year. Then ' +
    'somebody counted the swifts.',
  'There were two hundred and six of them, wheeling around the top on a July evening and vanishing into ' +
    'it one after another. A chimney without smoke, it turned out, makes an excellent cliff.',
  'That was four summers ago. The chimney still stands, with a lightning rod, a fence and a bench at ' +
    "its foot. This year's count, made by the primary school on the same date and at the same hour, came " +
    'to three hundred and eighteen.',
  'Swifts spend most of their lives in the air and come to a wall only to breed. Where old roofs are ' +
    'mended and gaps closed, they have fewer walls to come to. The town therefore asks builders to leave ' +
    'an opening of the size of a letterbox under every new gable.',
  'The birds left for the south in the first days of August, as they always do. Those who want to help ' +
    "with next year's count can put their names down at the library.",
].join('\n\n');

/** Stories of the SCIENCE section and its child SPACE. */
export const scienceArticles: DemoArticle[] = [
  {
    externalId: 'paradox-1008',
    status: 'published',
    headline: 'A notebook for the night sky reaches ten thousand meteors',
    section: 'space',
    slug: 'shared-notebook-reaches-ten-thousand-meteors',
    dek: 'Amateurs on blankets have built a record that anybody may read and check.',
    body: { markdown: meteorBody },
    authors: ['maren-sund'],
    tags: ['astronomy', 'open-source', 'education'],
    leadImage: {
      url: '/demo/pictures/meteor-watch.svg',
      alt: 'People lying on blankets in a meadow under a sky full of stars and meteors',
      width: 1200,
      height: 675,
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2020-09-23T20:00:00.000Z',
    comments: [
      {
        externalId: 'paradox-1008-c1',
        name: 'Nightowl',
        body: 'I was one of the 147 in August. My neighbour thought I had fainted in the garden.',
        createdAt: '2020-09-23T21:30:00.000Z',
        status: 'approved',
      },
      {
        externalId: 'paradox-1008-c2',
        name: 'T. Brandt',
        website: 'https://brandt-optics.example/',
        body: 'How do you tell a meteor from a satellite flare when there are only two observers?',
        createdAt: '2020-09-24T06:15:00.000Z',
        status: 'approved',
      },
      {
        externalId: 'paradox-1008-c3',
        parentExternalId: 'paradox-1008-c2',
        name: 'Maren Sund',
        website: 'https://maren-sund.example/',
        body: 'By its speed: a flare takes several seconds, a meteor hardly ever more than one.',
        createdAt: '2020-09-24T08:02:00.000Z',
        status: 'approved',
      },
    ],
  },
  {
    externalId: 'paradox-1009',
    status: 'published',
    headline: 'School balloon brings back the curve of the Earth in a lunch box',
    section: 'space',
    slug: 'school-balloon-brings-back-the-curve-of-the-earth',
    dek: 'A physics club flew a camera to 31 kilometres and paid the finder in cake.',
    body: { html: balloonBody },
    authors: ['maren-sund', 'june-abara'],
    tags: ['astronomy', 'education', 'open-source'],
    leadImage: {
      url: '/demo/pictures/balloon-launch.svg',
      alt: 'Pupils on a sports field holding a large white balloon by its lines, a red box hanging below it',
      width: 1200,
      height: 675,
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2020-09-30T11:20:00.000Z',
  },
  {
    externalId: 'paradox-1010',
    status: 'published',
    headline: 'Seagrass off Port Alsey doubles in three summers',
    section: 'science',
    slug: 'seagrass-off-port-alsey-doubles',
    dek: 'Fixed buoys in place of dragging chains gave the meadow room to grow.',
    body: { html: seagrassBody },
    authors: ['maren-sund'],
    tags: ['oceans', 'climate', 'harbours'],
    leadImage: {
      url: '/demo/pictures/seagrass.svg',
      alt: 'Green seagrass under water, a marked rope across it, a diver taking notes and a crab on the rope',
      width: 1200,
      height: 675,
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2020-10-14T09:40:00.000Z',
  },
  {
    externalId: 'paradox-1011',
    status: 'published',
    headline: 'The chimney that was saved by its swifts',
    section: 'science',
    slug: 'the-chimney-that-was-saved-by-its-swifts',
    dek: 'A disused brickworks in Tesmere is home to 318 birds, and counting.',
    body: { text: swiftText },
    authors: ['maren-sund'],
    tags: ['birds', 'climate', 'education'],
    language: 'en',
    publishedAt: '2020-09-08T16:10:00.000Z',
  },
];
