import { runTurn } from './pause/command';

runTurn('pause');
