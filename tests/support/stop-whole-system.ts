import { stopAll } from './running-parts.ts';

export default () => stopAll('e2e');
