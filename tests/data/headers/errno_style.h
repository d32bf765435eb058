/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _DEMO_ERRNO_H
#define _DEMO_ERRNO_H

#define	EPERM		 1	/* Not allowed */
#define	ENOENT		 2	/* No such thing */
#define	EAGAIN		11	/* Once more */
#define	EWOULDBLOCK	EAGAIN	/* Would have to wait */

/*
 * Numbers of the network; the
 * rest is elsewhere.
 */
#define	ENONET		64	/* No network */
#define	ELINK		67	/* Link is cut */

#endif
