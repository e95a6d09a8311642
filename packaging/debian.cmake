# Run by CPack between staging the files and packing them: what Debian asks of a package beyond `cmake --install`.
set(share ${CPACK_TEMPORARY_DIRECTORY}${CPACK_PACKAGING_INSTALL_PREFIX}/share)
set(changelog ${share}/doc/${CPACK_PACKAGE_NAME}/changelog)
configure_file(${CMAKE_CURRENT_LIST_DIR}/changelog ${changelog} COPYONLY)
configure_file(${CMAKE_CURRENT_LIST_DIR}/lintian-overrides ${share}/lintian/overrides/${CPACK_PACKAGE_NAME} COPYONLY)

# -9n: as small as gzip makes it, and no time stamp.
file(GLOB pages ${share}/man/man*/*.[1-8])
execute_process(COMMAND gzip -9n ${pages} ${changelog} COMMAND_ERROR_IS_FATAL ANY)

# No file is younger than the last change of the sources, where the caller names that time: the same files then make
# the same package.
if(DEFINED ENV{SOURCE_DATE_EPOCH})
  execute_process(COMMAND find ${CPACK_TEMPORARY_DIRECTORY} -newermt @$ENV{SOURCE_DATE_EPOCH}
                          -exec touch --no-dereference --date=@$ENV{SOURCE_DATE_EPOCH} {} +
                  COMMAND_ERROR_IS_FATAL ANY)
endif()
