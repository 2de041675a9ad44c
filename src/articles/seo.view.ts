import { ObjectType } from '@nestjs/graphql';
import { Public } from '../platform/api/view.js';

@ObjectType({
  description: 'Values of Open Graph tags (https://ogp.me); the name of the tag is the field in snake case.',
})
export class OpenGraph {
  @Public('text', 'og:type') type: string;
  @Public('text', 'og:site_name') siteName: string;
  @Public('text', 'og:title') title: string;
  @Public('text', 'og:description') description: string;
  @Public('url', 'og:url') url: string;
  @Public('url', 'og:image', { nullable: true }) image: string | null;
  @Public('int', 'og:image:width', { nullable: true }) imageWidth: number | null;
  @Public('int', 'og:image:height', { nullable: true }) imageHeight: number | null;
  @Public('text', 'og:image:alt', { nullable: true }) imageAlt: string | null;
  @Public('text', 'og:locale; null where the language of the story has no territory, as `en_GB` has.', {
    nullable: true,
  })
  locale: string | null;
  @Public('instant', 'article:published_time', { nullable: true }) publishedTime: string | null;
  @Public('instant', 'article:modified_time') modifiedTime: string;
  @Public('instant', 'article:expiration_time', { nullable: true }) expirationTime: string | null;
  @Public('url', 'article:author, one tag each: pages of the authors on the site', { list: true })
  authors: string[];
  @Public('text', 'article:section') section: string;
  @Public('text', 'article:tag, one tag each', { list: true }) tags: string[];
}

@ObjectType({ description: 'Values of the Twitter card tags.' })
export class TwitterCard {
  @Public(
    'text',
    'twitter:card: `summary_large_image` with a picture that is large enough for it, else `summary`',
  )
  card: string;
  @Public('text', 'twitter:title') title: string;
  @Public('text', 'twitter:description') description: string;
  @Public('url', 'twitter:image', { nullable: true }) image: string | null;
  @Public('text', 'twitter:image:alt', { nullable: true }) imageAlt: string | null;
}

@ObjectType({ description: 'Where programs find how to embed the story (https://oembed.com).' })
export class OEmbedLinks {
  @Public('url', 'For `<link rel="alternate" type="application/json+oembed">`.') json: string;
  @Public('url', 'For `<link rel="alternate" type="text/xml+oembed">`.') xml: string;
}

@ObjectType({ description: 'Ready values for the head of a page.' })
export class Seo {
  @Public('text', 'Title of the page.') title: string;
  @Public('text', 'Description of the page.') description: string;
  @Public('url', 'Canonical address.') canonical: string;
  @Public(() => OpenGraph, 'Open Graph tags.') openGraph: OpenGraph;
  @Public(() => TwitterCard, 'Twitter card tags.') twitter: TwitterCard;
  @Public(() => OEmbedLinks, 'Addresses for the discovery of oEmbed.') oEmbed: OEmbedLinks;
  @Public(
    'json',
    'NewsArticle and BreadcrumbList of schema.org, for a script of type application/ld+json. On a site that gives readers without a key no whole stories, it names `.paywall` as the part that is not free: the class of the element that a page puts the body in.',
  )
  jsonLd: object;
}
