namespace Cake.Frosting;

/// <summary>A build that is put together wrongly: a dependency that is no task, a working directory that is not there.</summary>
public sealed class FrostingException : Exception
{
    /// <summary>An error with a message.</summary>
    /// <param name="message">What is wrong.</param>
    public FrostingException(string message)
        : base(message)
    {
    }

    /// <summary>An error with a message and its cause.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public FrostingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
