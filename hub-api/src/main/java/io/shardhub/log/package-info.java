/** What keeps logs readable, for machines and for people: the same keys in every module, and no more lines than a disk can take. */
package io.shardhub.log;
