import { runTurn } from './pause/command';

runTurn('resume');
