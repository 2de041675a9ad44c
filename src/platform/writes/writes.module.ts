import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { KeptAnswerEntity } from './kept-answer.entity.js';
import { KeptAnswers } from './kept-answers.service.js';

/** What writes over either transport have in common. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([KeptAnswerEntity])],
  providers: [KeptAnswers],
  exports: [KeptAnswers],
})
export class WritesModule {}
