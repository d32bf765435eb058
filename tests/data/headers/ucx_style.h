#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    /* All went well */
    DEMO_OK                = 0,

    /* Still under way */
    DEMO_INPROGRESS        = 1,

    /* Failure codes */
    DEMO_ERR_NO_MESSAGE    = -1,
    DEMO_ERR_NO_RESOURCE   = -2,
    DEMO_ERR_IO            = -3,

    DEMO_ERR_FIRST_ENDPOINT = -60,
    DEMO_ERR_LAST          = -100
} DEMO_PACKED demo_status_t;

#ifdef __cplusplus
}
#endif
