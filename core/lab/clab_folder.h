/* What containerlab leaves behind in the folder of a lab that it deployed
 * (containerlab.dev/manual/conf-artifacts): clab-LAB, beside the topology file or in
 * CLAB_LABDIR_BASE. */
#ifndef LAB_CLAB_FOLDER_H
#define LAB_CLAB_FOLDER_H

#include "core/lab/topology_make.h"

#define CLAB_STATE ".state.clab.yaml"
#define CLAB_DATA  "topology-data.json"

/* The path of a file in the folder of this lab, whose topology file the draft is made
 * from. */
const char *clab_folder_file(struct topology_draft *d, const char *lab,
			     const char *name);

/* The lab in whose folder the draft's own file is, NULL: it is in none. */
const char *clab_folder_lab(struct topology_draft *d);

/* The data that stands beside the draft's own file, or in the folder of this lab. NULL:
 * there is none; what cannot be read is remarked. */
const struct value *clab_data_beside(struct topology_draft *d);
const struct value *clab_data_of(struct topology_draft *d, const char *lab);

#endif
