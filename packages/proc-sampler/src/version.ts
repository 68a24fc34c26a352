/** Kept equal to package.json by a test: reading the file would cost a start a millisecond and break in one file. */
export const PACKAGE_VERSION = '0.1.0';
