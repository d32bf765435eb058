enum __device_builtin__ demoError
{
    /**
     * The call returned without errors. For queries this means
     * that it is done (see ::demo()).
     */
    demoSuccess                           =      0,

    /**
     * One of the arguments is out of bounds.
     */
    demoErrorInvalidValue                 =      1,

    /** \deprecated Not returned any more. */
    demoErrorOld                          =      4
};
typedef __device_builtin__ enum demoError demoError_t;
