import { stopAll } from './running-parts.ts';

export default () => stopAll('integration');
