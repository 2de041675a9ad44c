import type { DemoArticle } from './demo-types.js';

const fountainBody = `
Where is the nearest tap? In Veldham the question has had a good answer since Monday: a map of all 118
public drinking fountains, drawn by the people who drink from them.

The map was made by a walking group whose members carried a notebook and, in one case, a thermometer. It is
free to copy, and so is the data behind it.

## One fountain, one record

A fountain is a point with four facts. This one stands behind the town hall:

~~~json
{
  "type": "Feature",
  "geometry": { "type": "Point", "coordinates": [0, 0] },
  "properties": { "step": false, "dogBowl": true, "winter": "off", "taste": "iron" }
}
~~~

The last of the four was disputed. A fountain's taste, said some, is a matter of opinion; the group put it
to a vote and then asked the water works, which confirmed **every single one**.

## What people do with it

- The fire brigade has added its hydrants as a layer.
- A school works out the shortest walk past all fountains, and has got it down to 31 kilometres.
- Two cafés have asked to be listed, since they fill bottles for nothing.

Corrections can be sent from the [map itself](https://fountains.example/veldham). Nineteen came in on the
first day, eighteen of them about the same dog bowl.
`;

const registerBody = `
<p>What does the town know about me? The council of Corvale has answered on four printed pages, in words
that its own apprentices were asked to test.</p>
<p>The <em>plain register</em> lists every collection of personal data that the town keeps, forty-seven in
all, and says of each what is in it, why, who can see it and when it is deleted. It hangs in the library and
stands on the web.</p>
<h2>Six were simply stopped</h2>
<p>Drawing up the list had a result that nobody had planned. For six of the collections no office could say
why they existed, and so they were ended. One of them held the shoe sizes of the skating rink's visitors,
back to 1994.</p>
<blockquote><p>If I cannot explain it to the person at my counter, I should not be keeping
it.</p></blockquote>
<p>That sentence, by a clerk of the registry, has become the working rule.</p>
<h3>How an entry reads</h3>
<table>
<thead><tr><th>What</th><th>Why</th><th>Kept for</th></tr></thead>
<tbody>
<tr><td>Names of library members</td><td>To get the books back</td><td>As long as you are a member</td></tr>
<tr><td>Parking permits</td><td>To tell residents from visitors</td><td>One year</td></tr>
<tr><td>Letters to the mayor</td><td>To answer them</td><td>Three years</td></tr>
</tbody>
</table>
<p>Other towns have asked for the template. It may be copied without asking, the council says, and without
saying who you are.</p>
`;

const birdPhoneBody = `
An old telephone is seldom broken; mostly it is only unloved. A repair café in Tesmere has found sixty of
them a new post: they hang in trees and listen to birds.

The phones run a small program that recognises the voices of forty species. It works without a network. Once
a day the phone sends **a list of names and times**, never a sound, to a receiver in the church tower.

## Why no recordings

The volunteers argued about that for an evening. Recordings would be better for science, and worse for
anybody who happens to sit under the tree. So sound is forgotten after three seconds, and the program that
forgets it is [open for inspection](https://treephones.example/source).

## A short guide to hanging a phone

1. Take out the SIM card and cover the camera.
2. Put the phone into a jam jar, upside down, with a bag of rice.
3. Add a solar panel of the size of a postcard.
4. Tell the neighbours.

Before it goes up, each phone has to sit through a cartoon with birds in it, and should report none of them:

https://vimeo.com/1084537

After a season the list holds 52,000 voices. The surprise is a nightjar that nobody had heard there for
twenty years, and which three phones heard within a week.
`;

const electricFerryBody = `
<p>The new ferry between Port Alsey and the island of Senn has no engine room. It has a battery of the size
of two vans, and eleven minutes at each pier in which to fill it.</p>
<p>Those minutes used to be idle. While passengers board, an arm on the pier now finds the ship, plugs
itself in and delivers as much energy as forty households use in the same time.</p>
<h2>A battery for the pier as well</h2>
<p>The island's cable could not carry so much at once. The harbour board therefore put a second battery on
the pier: it fills slowly all day, and empties quickly when the ferry calls. When a storm cut the cable in
October, that battery kept the island's lights on for nine hours.</p>
<figure>
<img src="/demo/pictures/charging-arm.svg"
alt="A jointed charging arm reaching from a pier to the side of a ferry"
width="1200" height="800">
<figcaption>The arm follows the ship's movement.</figcaption>
</figure>
<ul>
<li>Length of the crossing: 5.2 km</li>
<li>Energy for one crossing: 310 kWh</li>
<li>Noise on the upper deck: gulls</li>
</ul>
<p>Not all is well yet. In a north-west swell the arm gives up, and the crew connects the plug by hand,
which takes four minutes and <strong>two strong people</strong>. The software is to learn from how they do
it.</p>
<p>Passengers, asked for their opinion, mostly mention that they can hear one another.</p>
`;

/** Stories of the TECHNOLOGY section. */
export const technologyArticles: DemoArticle[] = [
  {
    externalId: 'paradox-1019',
    status: 'published',
    headline: 'Walkers map every drinking fountain in Veldham, taste included',
    section: 'technology',
    slug: 'walkers-map-every-drinking-fountain',
    dek: 'One hundred and eighteen taps, free to copy, and one much-discussed dog bowl.',
    body: { markdown: fountainBody },
    authors: ['june-abara'],
    tags: ['maps', 'open-source', 'tourism'],
    leadImage: {
      url: '/demo/pictures/fountain.svg',
      alt: 'A hand filling a bottle at an iron fountain while a dog drinks from a bowl at its foot',
      width: 1200,
      height: 675,
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2020-09-15T09:00:00.000Z',
    comments: [
      {
        externalId: 'paradox-1019-c1',
        name: 'Dog Owner',
        body: 'The bowl is there. It is behind the bench. I have sent a correction.',
        createdAt: '2020-09-15T10:10:00.000Z',
        status: 'approved',
      },
      {
        externalId: 'paradox-1019-c2',
        parentExternalId: 'paradox-1019-c1',
        name: 'June Abara',
        website: 'https://june-abara.example/',
        body: 'You and seventeen others. It has been moved on the map by one metre.',
        createdAt: '2020-09-15T12:00:00.000Z',
        status: 'approved',
      },
    ],
  },
  {
    externalId: 'paradox-1020',
    status: 'published',
    headline: 'A council tells its town, on four pages, what it knows about it',
    section: 'technology',
    slug: 'council-tells-its-town-what-it-knows',
    dek: 'Forty-seven collections of data explained in plain words; six of them ended.',
    body: { html: registerBody },
    authors: ['june-abara'],
    tags: ['privacy', 'libraries', 'open-source'],
    language: 'en',
    publishedAt: '2020-10-28T08:00:00.000Z',
    modifiedAt: '2020-10-29T07:30:00.000Z',
  },
  {
    externalId: 'paradox-1021',
    status: 'published',
    headline: 'Sixty retired telephones listen to the birds of Tesmere',
    section: 'technology',
    slug: 'retired-telephones-listen-to-birds',
    dek: 'They send the names of the birds and forget the sound after three seconds.',
    body: { markdown: birdPhoneBody },
    authors: ['june-abara', 'maren-sund'],
    tags: ['birds', 'privacy', 'open-source', 'climate'],
    leadImage: {
      url: '/demo/pictures/phone-in-jar.svg',
      alt: 'A telephone in an upturned jam jar hanging from a branch on which two birds sit',
      width: 1200,
      height: 675,
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2020-11-03T10:30:00.000Z',
    relatedPins: ['the-chimney-that-was-saved-by-its-swifts'],
  },
  {
    externalId: 'paradox-1022',
    status: 'published',
    headline: 'The ferry that charges while its passengers board',
    section: 'technology',
    slug: 'ferry-charges-while-passengers-board',
    dek: 'Eleven minutes at the pier are enough, except in a north-west swell.',
    body: { html: electricFerryBody },
    authors: ['june-abara', 'tomas-okell'],
    tags: ['energy', 'transport', 'harbours', 'climate'],
    leadImage: {
      url: '/demo/pictures/electric-ferry.svg',
      alt: 'A white ferry at a pier at dusk, a charging arm lit from below reaching over to it',
      width: 1200,
      height: 675,
      caption: 'The evening boat to Senn.',
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2020-11-06T06:30:00.000Z',
  },
];
