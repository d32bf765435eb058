/* Kinds of results */
typedef enum { demoSuccess                 =  0,
               demoUnhandledError          =  1,
               demoSystemError             =  2,
               demoInProgress              =  7,
               demoNumResults              =  8 } demoResult_t;
