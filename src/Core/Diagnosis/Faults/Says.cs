namespace Mesh.Core.Diagnosis.Faults;

/// <summary>How much something says of why. The order counts: of what is seen of one object that which says more is told, and the rest follows from it.</summary>
internal enum Says
{
    /// <summary>What is wrong.</summary>
    Why,

    /// <summary>In which way the object fails, by its own state.</summary>
    How,

    /// <summary>What follows from something else that has gone wrong.</summary>
    WhatFollows,

    /// <summary>That it is not as it should be.</summary>
    That,

    /// <summary>That something has been waited for or tried again.</summary>
    Nothing,
}
