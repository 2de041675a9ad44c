import { ObjectType } from '@nestjs/graphql';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';

@ObjectType({
  description:
    'A challenge, as ALTCHA has it: find the number for which the derived key begins with the prefix. The solution is base64 of JSON `{ challenge: { parameters, signature }, solution: { counter, derivedKey } }`.',
})
export class IssuedChallenge {
  @Public(
    'json',
    'What to do: `algorithm`, `nonce`, `salt`, `cost`, `keyLength`, `keyPrefix`; `expiresAt` in seconds since 1970.',
  )
  parameters: object;
  @Public('text', 'Tells that this API has given it.') signature: string;
}

@ObjectType({ description: 'What came of asking for a challenge.' })
export class CommentChallengePayload {
  @Public(() => IssuedChallenge, 'The challenge; it is good for one comment on this story.', {
    nullable: true,
  })
  challenge: IssuedChallenge | null;
  @Public(() => [InputFault], 'Why there is none; empty when there is one.') errors: InputFault[];
}
