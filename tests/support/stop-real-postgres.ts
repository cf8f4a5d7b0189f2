import { stopAll } from './running-services.ts';

export default () => stopAll('integration');
