/* What a child process has open. */
#ifndef BASE_DESCRIPTORS_H
#define BASE_DESCRIPTORS_H

/* Closes all but a, b and the first three, so that no pipe of the parent's is held
 * open by the child. */
void descriptors_only(int a, int b);

/* The first three become /dev/null: the terminal is the parent's. */
void descriptors_silence(void);

#endif
