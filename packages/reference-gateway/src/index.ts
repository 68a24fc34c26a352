export { Gateway } from './gateway.js';
