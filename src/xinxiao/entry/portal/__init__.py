"""The portal: pages for citizens, analysts and statisticians, in Chinese and English, without JavaScript."""
