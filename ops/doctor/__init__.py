"""What ``manage.py doctor`` examines: whether everything that is configured really works.

``registry`` has what an examination is and how it is run; each other module is one subject. Apps
above this one register theirs in ``ready()``, as ``sites.doctor`` does for names and certificates.
"""
